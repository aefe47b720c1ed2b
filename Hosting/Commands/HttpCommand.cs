using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Hosting.Commands;

/// <summary>A command that sends one HTTP request.</summary>
internal sealed class HttpCommand(EndpointReference endpoint, string path, HttpCommandOptions options)
{
    private static readonly string[] s_schemes = ["https", "http"];

    public static EndpointReference SelectEndpoint(IResourceWithEndpoints resource, string? name)
    {
        string[] names = name is null ? s_schemes : [name];
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToArray();
        var found = names
            .Select(wanted => endpoints.FirstOrDefault(e => string.Equals(e.Name, wanted, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(e => e is not null)
            ?? throw new DistributedApplicationException(
                $"Could not create HTTP command for resource '{resource.Name}' as no endpoint was found matching one of the specified names: {string.Join(", ", names)}");
        return new EndpointReference(resource, found);
    }

    public static void RequireHttp(IResource resource, EndpointReference endpoint)
    {
        if (!s_schemes.Contains(endpoint.Scheme, StringComparer.OrdinalIgnoreCase))
        {
            throw new DistributedApplicationException(
                $"Could not create HTTP command for resource '{resource.Name}' as the endpoint with name '{endpoint.EndpointName}' and scheme '{endpoint.Scheme}' is not an HTTP endpoint.");
        }
    }

    public static ResourceCommandState EnabledWhileRunning(UpdateCommandStateContext context)
    {
        var state = context.ResourceSnapshot.State?.Text;
        return state == KnownResourceStates.Running || state == KnownResourceStates.RuntimeUnhealthy
            ? ResourceCommandState.Enabled
            : ResourceCommandState.Disabled;
    }

    public async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context)
    {
        if (!endpoint.IsAllocated)
        {
            return CommandResults.Failure("Endpoints are not yet allocated.");
        }

        var client = context.Services.GetRequiredService<IHttpClientFactory>().CreateClient(options.HttpClientName ?? Options.DefaultName);
        using var request = new HttpRequestMessage(options.Method ?? HttpMethod.Post, new Uri(new Uri(endpoint.Url), path));
        if (options.PrepareRequest is { } prepare)
        {
            await prepare(new()
            {
                Services = context.Services,
                ResourceName = context.ResourceName,
                Endpoint = endpoint,
                HttpClient = client,
                Request = request,
                CancellationToken = context.CancellationToken,
            });
        }

        try
        {
            using var response = await client.SendAsync(request, context.CancellationToken);
            return options.GetCommandResult is { } getResult
                ? await getResult(new()
                {
                    Services = context.Services,
                    ResourceName = context.ResourceName,
                    Endpoint = endpoint,
                    HttpClient = client,
                    Response = response,
                    CancellationToken = context.CancellationToken,
                })
                : await GetResultAsync(response, context.CancellationToken);
        }
        catch (HttpRequestException e)
        {
            return CommandResults.Failure(e);
        }
    }

    private async Task<ExecuteCommandResult> GetResultAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var error = response.IsSuccessStatusCode ? null : $"Request failed with status code {(int)response.StatusCode} ({response.StatusCode})";
        var body = FindFormat(response.Content.Headers.ContentType) is { } format
            && await response.Content.ReadAsStringAsync(cancellationToken) is { Length: > 0 } text
            ? new CommandResultData { Value = text, Format = format }
            : null;
        return new() { Success = error is null, Message = error, Data = body };
    }

    private CommandResultFormat? FindFormat(MediaTypeHeaderValue? type) => options.ResultMode switch
    {
        HttpCommandResultMode.Json => CommandResultFormat.Json,
        HttpCommandResultMode.Text => CommandResultFormat.Text,
        HttpCommandResultMode.Auto when type?.MediaType is { } media =>
            media == "application/json" || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase) ? CommandResultFormat.Json
            : media.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? CommandResultFormat.Text
            : null,
        _ => null,
    };
}
