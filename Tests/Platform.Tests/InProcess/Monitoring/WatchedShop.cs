using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>
/// An environment with monitoring, in which everything that takes its time is 20 times as quick: metrics are read every two seconds,
/// what has to last for five minutes lasts for 15 s. Limits are those of every environment.
/// </summary>
[CollectionDefinition(Collection)]
public sealed class WatchedShop : IAsyncLifetime, ICollectionFixture<WatchedShop>
{
    /// <summary>The tests that share one.</summary>
    public const string Collection = "A shop with monitoring";

    private readonly ConcurrentQueue<string> _chat = new();
    private readonly CancellationTokenSource _end = new();
    private IDistributedApplicationTestingBuilder? _builder;
    private Task? _listening;

    public DistributedApplication App { get; private set; } = null!;

    internal PrometheusClient Prometheus { get; private set; } = null!;

    /// <summary>The traces of the API.</summary>
    internal TraceReceiver Traces { get; } = new();

    /// <summary>Where the environment keeps its files.</summary>
    internal string StateFolder => App.Services.GetRequiredService<DistributedApplicationModel>().Resources
        .OfType<ExecutableResource>().Single(resource => resource.Name == ResourceNames.Mail).WorkingDirectory;

    /// <summary>The lines that a chat received.</summary>
    public IEnumerable<string> Chat => _chat;

    public async ValueTask InitializeAsync()
    {
        (_builder, App) = await ShopFixture.StartAsync(
            builder => builder.CreateResourceBuilder<ProjectResource>(ResourceNames.Api)
                .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", Traces.Address)
                .WithEnvironment("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            "--Platform:Monitoring=true",
            "--Platform:Monitoring:Speed=20",
            "--Platform:Faults=true",
            "--Platform:Forms:storage=process"); // MinIO's metrics want a token of its own, and are not collected
        _listening = ListenAsync();
        string[] needed = [ResourceNames.Mail, ResourceNames.Alertmanager, ResourceNames.Prometheus];
        await Task.WhenAll(needed.Select(name => App.ResourceNotifications.WaitForResourceHealthyAsync(name).WaitAsync(Wait.Bound)));
        Prometheus = new PrometheusClient(App.CreateHttpClient(ResourceNames.Prometheus, "http"));
        await Wait.UntilAsync(
            async () => (await Prometheus.QueryAsync("up")).Count >= 10 && (await Prometheus.QueryAsync("up == 0")).Count == 0,
            () => "not every target answers");
    }

    /// <summary>Runs a command of a resource.</summary>
    public async Task RunAsync(string resource, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command).WaitAsync(Wait.Bound);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
    }

    /// <summary>The shop's database as the superuser, whose password is nowhere but among the secrets.</summary>
    internal async Task<string> SuperuserConnectionAsync()
    {
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(StateFolder, "secrets.json")));
        return new NpgsqlConnectionStringBuilder((await App.GetConnectionStringAsync(ResourceNames.ShopDb))!)
        {
            Username = "postgres",
            Password = secrets.RootElement.GetProperty("postgres-postgres").GetString(),
            Pooling = false,
        }.ConnectionString;
    }

    /// <summary>What Prometheus watches and how long each answer takes, for the text of a failure.</summary>
    internal async Task<string> TargetsAsync()
    {
        var up = await Prometheus.QueryAsync("up");
        var took = await Prometheus.QueryAsync("scrape_duration_seconds");
        return $"up:\n{string.Join('\n', up)}\nscrape_duration_seconds:\n{string.Join('\n', took)}";
    }

    /// <summary>The mails that have come, newest last: subject and text.</summary>
    public async Task<string[]> MailsAsync()
    {
        using var mail = App.CreateHttpClient(ResourceNames.Mail, "http");
        using var caught = JsonDocument.Parse(await mail.GetStringAsync("/email"));
        return [.. caught.RootElement.EnumerateArray().Select(item => $"{item.GetProperty("subject").GetString()}\n{item.GetProperty("text").GetString()}")];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Prometheus?.Dispose();
        await App.DisposeAsync();
        await _builder!.DisposeAsync();
        await Traces.DisposeAsync();
        await (_listening ?? Task.CompletedTask);
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (var lines in App.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(ResourceNames.Chat).WithCancellation(_end.Token))
            {
                foreach (var line in lines)
                {
                    _chat.Enqueue(line.Content);
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }
}
