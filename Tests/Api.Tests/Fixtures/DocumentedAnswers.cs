using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Api.Tests.Fixtures;

/// <summary>The API's description in the repository.</summary>
internal static class OpenApiDocumentFile
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "docs", "openapi-v1.json");
}

/// <summary>Fails a test that gets an answer from the API which the API's description does not know: of every test, whatever it is about.</summary>
internal sealed class DocumentedAnswers : DelegatingHandler
{
    private static readonly Lazy<Operation[]> Operations = new(Read);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath.TrimEnd('/');
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (Operations.Value.FirstOrDefault(known => known.Method == request.Method.Method && known.Path.IsMatch(path)) is { } operation && !operation.Statuses.Contains(status))
        {
            Assert.Fail(
                $"{request.Method} {path} answered {status}, which docs/openapi-v1.json does not have for {operation.Id}: {await response.Content.ReadAsStringAsync(cancellationToken)} "
                + "Add it to Api/Docs/Errors.cs, or to the endpoint's own answers.");
        }

        return response;
    }

    // Those with the fewest parameters first: /admin/media/uploads before /admin/media/{id}.
    private static Operation[] Read()
    {
        if (!File.Exists(OpenApiDocumentFile.Path))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllText(OpenApiDocumentFile.Path));
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               orderby path.Name.Count(character => character == '{')
               from operation in path.Value.EnumerateObject()
               select new Operation(
                   operation.Name.ToUpperInvariant(),
                   new Regex($"^{Regex.Replace(path.Name.TrimEnd('/'), @"\{[^}]+\}", "[^/]+")}$"),
                   operation.Value.GetProperty("operationId").GetString()!,
                   [.. operation.Value.GetProperty("responses").EnumerateObject().Select(answer => answer.Name)]),
        ];
    }

    private sealed record Operation(string Method, Regex Path, string Id, HashSet<string> Statuses);
}
