using System.Text.Json;
using Platform.ElasticsearchStandin.Security;

namespace Platform.ElasticsearchStandin.Http;

/// <summary>Finds out who asks and what for. What Elasticsearch does not know it refuses: paths, methods, parameters.</summary>
internal sealed class Router(Realm realm)
{
    private static readonly string[] Common = ["pretty", "human", "error_trace", "filter_path", "format"];

    private readonly List<Route> _routes = [];

    public void Map(string methods, string template, string[] parameters, Func<Call, Task<object?>> handle) =>
        _routes.Add(new(methods.Split(' '), template, parameters, handle));

    public void Map(string methods, string template, string[] parameters, Func<Call, object?> handle) =>
        Map(methods, template, parameters, call => Task.FromResult(handle(call)));

    public async Task HandleAsync(HttpContext http)
    {
        object? answer;
        http.Response.Headers["X-elastic-product"] = "Elasticsearch";
        try
        {
            answer = await AnswerAsync(http);
        }
        catch (Refusal refusal)
        {
            http.Response.StatusCode = refusal.Status;
            if (refusal.Status == 401)
            {
                http.Response.Headers.WWWAuthenticate = "Basic realm=\"security\", charset=\"UTF-8\"";
            }

            var cause = new { type = refusal.Type, reason = refusal.Message };
            answer = new { error = new { root_cause = new[] { cause }, cause.type, cause.reason }, status = refusal.Status };
        }

        http.Response.ContentType = "application/json";
        var bytes = answer is byte[] written ? written : JsonSerializer.SerializeToUtf8Bytes(answer);
        if (http.Request.Query["filter_path"].ToString() is { Length: > 0 } paths)
        {
            bytes = FilterPath.Apply(bytes, paths.Split(','));
        }

        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes);
        }
    }

    private async Task<object?> AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        var user = realm.Authenticate(http.Request.Headers.Authorization.ToString(), path);
        var found = _routes.Select(route => (Route: route, Values: route.Match(path))).Where(match => match.Values is not null).ToArray();
        if (found.Length == 0)
        {
            throw new Refusal(400, "illegal_argument_exception", $"no handler found for uri [{path}] and method [{http.Request.Method}]");
        }

        if (found.FirstOrDefault(match => match.Route.Methods.Contains(http.Request.Method)) is not { Route: not null } chosen)
        {
            var allowed = found.SelectMany(match => match.Route.Methods);
            throw new Refusal(405, "method_not_allowed", $"Incorrect HTTP method for uri [{path}] and method [{http.Request.Method}], allowed: [{string.Join(", ", allowed)}]");
        }

        if (http.Request.Query.Keys.FirstOrDefault(key => !chosen.Route.Parameters.Contains(key) && !Common.Contains(key)) is { } unknown)
        {
            throw Refusal.Argument($"request [{path}] contains unrecognized parameter: [{unknown}]");
        }

        return await chosen.Route.Handle(new(http, user, chosen.Values!));
    }
}
