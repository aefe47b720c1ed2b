using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Dashboard;

public sealed class DashboardHostTests : IAsyncDisposable
{
    private readonly CollectingLoggerFactory _log = new();
    private readonly TestApplication _app;

    public DashboardHostTests() => _app = new(services => services.AddSingleton<ILoggerFactory>(_log));

    private IConfiguration Configuration => _app.Get<IConfiguration>();

    private IEnumerable<string> Errors => _log.Entries.Where(e => e.Level == LogLevel.Error).Select(e => e.Message);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void The_key_for_telemetry_is_kept_in_the_user_s_secrets()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "secrets.json");
            DashboardSettings.AddKeys(Configuration, file);
            DashboardSettings.AddKeys(Configuration, file);

            var saved = new ConfigurationBuilder().AddJsonFile(file).Build();
            Assert.Equal(Configuration[DashboardKeys.OtlpApiKey], saved[DashboardKeys.OtlpApiKey]);
            Assert.Null(saved[DashboardKeys.TelemetryApiKey]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_dashboard_is_the_first_resource_and_hidden()
    {
        _app.Add("api");
        Configuration[DashboardKeys.RandomizePorts] = "true";
        _app.Get<DashboardHost>().Configure(_app.Model, Environment.ProcessPath);

        var dashboard = Assert.IsType<ExecutableResource>(_app.Model.Resources[0]);
        Assert.Equal("aspire-dashboard", dashboard.Name);
        await _app.PublishAsync(dashboard, "Starting");
        Assert.True(_app.Notifications.TryGetCurrentState("aspire-dashboard", out var state));
        Assert.True(state.Snapshot.IsHidden);
    }

    [Fact]
    public void Its_environment_carries_generated_keys_and_local_addresses()
    {
        Configuration["ASPNETCORE_URLS"] = "http://localhost:18888;http://127.0.0.1:18889";
        Configuration["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true";
        var settings = DashboardSettings.Resolve(Configuration);
        var environment = DashboardEnvironment.Create(settings, new(IPAddress.Loopback, 4000), Configuration);

        Assert.Equal("http://localhost:18888;http://127.0.0.1:18889", environment["ASPNETCORE_URLS"]);
        Assert.Equal("http://127.0.0.1:4000", environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]);
        Assert.Equal("true", environment["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"]);
        Assert.Equal(("ApiKey", Configuration["AppHost:OtlpApiKey"]), (environment["DASHBOARD__OTLP__AUTHMODE"], environment["DASHBOARD__OTLP__PRIMARYAPIKEY"]));
        Assert.Equal(("BrowserToken", Configuration["AppHost:BrowserToken"]), (environment["DASHBOARD__FRONTEND__AUTHMODE"], environment["DASHBOARD__FRONTEND__BROWSERTOKEN"]));
        Assert.Equal($"http://localhost:18888/login?t={Configuration["AppHost:BrowserToken"]}", settings.LoginUrl.ToString());
        string[] keys = [settings.BrowserToken!, settings.OtlpApiKey!, settings.TelemetryApiKey!, settings.ResourceServiceApiKey];
        Assert.Equal(4, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Equal(32, key.Length));
    }

    [Fact]
    public void Without_authentication_only_the_resource_service_keeps_its_key()
    {
        Configuration["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true";
        var settings = DashboardSettings.Resolve(Configuration);
        var environment = DashboardEnvironment.Create(settings, new(IPAddress.Loopback, 4000), Configuration);
        Assert.Equal("Unsecured", environment["DASHBOARD__FRONTEND__AUTHMODE"]);
        Assert.Equal("Unsecured", environment["DASHBOARD__OTLP__AUTHMODE"]);
        Assert.Equal("ApiKey", environment["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"]);
        Assert.Equal("/", settings.LoginUrl.PathAndQuery);
    }

    [Theory]
    [InlineData("http://0.0.0.0:18888", "which is not on this machine only")]
    [InlineData("http://example.org:18888", "which is not on this machine only")]
    [InlineData("localhost", "which is no http address")]
    public void An_address_that_others_could_reach_or_that_is_none_is_refused(string url, string reason)
    {
        Configuration["ASPNETCORE_URLS"] = url;
        var error = Assert.Throws<DistributedApplicationException>(() => DashboardSettings.Resolve(Configuration));
        Assert.StartsWith($"ASPNETCORE_URLS is '{url}', {reason}.", error.Message);
    }

    [Fact]
    public void A_missing_program_is_one_line_in_the_log_and_nothing_else()
    {
        _app.Get<DashboardHost>().Configure(_app.Model, "no-such-dashboard");
        Assert.Empty(_app.Model.Resources);
        Assert.Equal(
            "The dashboard cannot start, the application runs without it. There is no dashboard program at 'no-such-dashboard'.",
            Assert.Single(Errors));
    }

    [Fact]
    public void A_taken_port_is_one_line_in_the_log_and_nothing_else()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        Configuration["ASPNETCORE_URLS"] = $"http://localhost:{port}";

        _app.Get<DashboardHost>().Configure(_app.Model, Environment.ProcessPath);
        Assert.Empty(_app.Model.Resources);
        Assert.Contains($"Port {port} of http://localhost:{port} is taken by another program.", Assert.Single(Errors));
    }

    [Fact]
    public async Task A_dashboard_that_ends_is_reported_with_its_last_line()
    {
        Configuration[DashboardKeys.RandomizePorts] = "true";
        _app.Get<DashboardHost>().Configure(_app.Model, Environment.ProcessPath);
        _app.Loggers.GetLogger("aspire-dashboard").LogError("no memory");
        await _app.PublishAsync(_app.Model.Resources[0], "Exited", s => s with { ExitCode = 134 });
        var end = TestTimeout.Token;
        while (!Errors.Any())
        {
            await Task.Delay(10, end);
        }

        var line = Assert.Single(Errors);
        Assert.Contains("state Exited with exit code 134", line);
        Assert.EndsWith("no memory", line);
    }

    [Fact]
    public void Nothing_is_added_without_a_dashboard()
    {
        _app.Get<DistributedApplicationOptions>().DisableDashboard = true;
        _app.Get<DashboardHost>().Configure(_app.Model, null);
        Assert.Empty(_app.Model.Resources);
        Assert.Empty(Errors);
    }

    [Theory]
    [InlineData(true, WaitBehavior.StopOnResourceUnavailable)]
    [InlineData(false, WaitBehavior.WaitOnResourceUnavailable)]
    public void Waits_outlast_failures_only_where_people_can_start_again_what_failed(bool disabled, WaitBehavior expected)
    {
        _app.Get<DistributedApplicationOptions>().DisableDashboard = disabled;
        Assert.Equal(expected, _app.Notifications.DefaultWaitBehavior);
    }
}
