using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;

namespace Platform.LogShipper.Setup;

/// <summary>Sets up Elasticsearch, and ends. It is run before the shipper, at every start.</summary>
internal static class SetupProgram
{
    /// <returns>The exit code: 0 when everything is set up.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            builder.AddServiceBasics();
            var elasticsearch = builder.AddSettings<ElasticsearchSettings>();
            var settings = builder.AddSettings<SetupSettings>();
            await using var app = builder.Build();
            app.MapDefaultEndpoints();
            using var http = elasticsearch.CreateClient();
            var client = new SetupClient(http, TimeSpan.FromSeconds(settings.PatienceSeconds), TimeProvider.System);
            await new ElasticsearchSetup(client, settings).RunAsync(app.Lifetime.ApplicationStopping);
            await Console.Out.WriteLineAsync($"Elasticsearch is set up: log lines are kept for {settings.RetentionDays} days.");
            return 0;
        }
        catch (Exception e) when (e is ConfigurationException or SetupException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
