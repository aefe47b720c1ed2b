
namespace Platform.ObjectStore.Hosting;

internal static class Health
{
    /// <summary>Answers /health/live and /health/ready to unsigned requests; signed ones mean a bucket "health".</summary>
    public static void MapHealth(this WebApplication app) => app.Use((http, next) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Path.Value is "/health/live" or "/health/ready"
            && !http.Request.Headers.ContainsKey("Authorization") && !http.Request.QueryString.HasValue
            ? http.Response.WriteAsync("Healthy")
            : next(http));
}
