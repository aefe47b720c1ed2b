using System.Text;
using System.Text.Json;
using Platform.LogShipper.Setup;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;

namespace Platform.LogShipper.Kibana;

/// <summary>Sets up Kibana, and ends.</summary>
internal static class KibanaProgram
{
    /// <returns>The exit code: 0 when everything is set up.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            builder.AddServiceBasics();
            var settings = builder.AddSettings<KibanaSettings>();
            await using var app = builder.Build();
            app.MapDefaultEndpoints();
            using var http = new HttpClient { BaseAddress = settings.Url, Timeout = TimeSpan.FromSeconds(30) };
            http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}")));

            // Kibana takes no change without it.
            http.DefaultRequestHeaders.Add("kbn-xsrf", "platform");
            var count = await new KibanaSetup(new SetupClient(http, TimeSpan.FromSeconds(settings.PatienceSeconds), TimeProvider.System), settings).RunAsync(app.Lifetime.ApplicationStopping);
            await Console.Out.WriteLineAsync($"Kibana has {count} searches, dashboards, connectors and rules.");
            return 0;
        }
        catch (Exception e) when (e is ConfigurationException or SetupException or IOException or JsonException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
