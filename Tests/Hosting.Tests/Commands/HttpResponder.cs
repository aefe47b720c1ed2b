using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Platform.Hosting.Tests.Commands;

/// <summary>Answers every request alike and remembers the last one.</summary>
internal sealed class HttpResponder : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpResponder(WebApplication app) => _app = app;

    public string? LastRequest { get; private set; }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<HttpResponder> StartAsync(HttpStatusCode status, string contentType, string body)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var responder = new HttpResponder(builder.Build());
        responder._app.Run(context =>
        {
            responder.LastRequest = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(body);
        });
        await responder._app.StartAsync();
        return responder;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
