using Platform.Tests.InProcess;

[assembly: AssemblyFixture(typeof(ShopFixture))]

namespace Platform.Tests.InProcess;

/// <summary>One running environment for all tests that only read.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    /// <summary>The application; every required resource is healthy.</summary>
    public DistributedApplication App => _app!;

    /// <summary>Builds and starts an environment and waits until the API is healthy.</summary>
    internal static async Task<(IDistributedApplicationTestingBuilder Builder, DistributedApplication App)> StartAsync(
        Action<IDistributedApplicationTestingBuilder>? configure = null, params string[] arguments)
    {
        using var timeout = new CancellationTokenSource(Wait.Bound);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(arguments, timeout.Token);
        configure?.Invoke(builder);
        var app = await builder.BuildAsync(timeout.Token);
        await app.StartAsync(timeout.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Api, timeout.Token);
        return (builder, app);
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => (_builder, _app) = await StartAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            await _builder!.DisposeAsync();
        }
    }
}
