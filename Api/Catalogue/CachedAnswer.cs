using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Platform.Api.Catalogue;

/// <summary>JSON that is finished already, as it comes from the cache.</summary>
internal sealed class CachedAnswer<T>(ReadOnlyMemory<byte> json) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}
