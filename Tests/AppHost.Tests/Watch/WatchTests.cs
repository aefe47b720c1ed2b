using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;
using Platform.AppHost.Watch;
using Platform.Tests;

namespace Platform.AppHost.Tests.Watch;

/// <summary>A program of its own on the real engine: edited, broken, put right.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder folder = new();
    private DistributedApplication app = null!;

    private string Source => folder.File("Program.cs");

    private string Said => File.Exists(folder.File("said.txt")) ? File.ReadAllText(folder.File("said.txt")) : "";

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(folder.File("worker.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <EmbeddedResource Include="words.sql" LogicalName="words" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(folder.File("words.sql"), "one");
        Say("\"first\"");
        var built = await ShortProcess.RunAsync("dotnet", ["build", folder.File("worker.csproj"), "--nologo", "-nodeReuse:false"], input: null, TestContext.Current.CancellationToken);
        Assert.True(built.Code == 0, built.Output + built.Error);

        var builder = await SmallApplication.CreateBuilderAsync();
        var program = Path.Combine(folder.Path, "bin", "Debug", "net10.0", "worker.dll");
        var worker = builder.AddExecutable("worker", "dotnet", folder.Path, "exec", program);
        builder.AddExecutable("neighbour", "sleep", folder.Path, "600");
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<SourceWatcher>(
            services, new[] { new WatchedProject(worker.Resource, folder.File("worker.csproj"), program) }, folder.File(".watch")));
        app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await UntilWatchSaysAsync("waiting for changes");
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task An_edit_restarts_the_program_alone_and_an_error_leaves_the_old_one_running()
    {
        await Wait.UntilAsync(() => Said == "first", () => Said, Bound);
        var neighbour = await PidAsync("neighbour");

        Say("\"second\"");
        await UntilWatchSaysAsync("Program.cs changed; compiled in ");
        await Wait.UntilAsync(() => Said == "second", () => Said, Bound);

        var running = await PidAsync("worker");
        Say("nonsense");
        await UntilWatchSaysAsync("Program.cs changed and does not compile");
        Assert.Contains("error CS0103", (await StateAsync("worker")).Properties.First(property => property.Name == "Watch").Value as string, StringComparison.Ordinal);
        Assert.Equal(running, await PidAsync("worker"));

        // A new file is part of the project, and puts it right.
        await File.WriteAllTextAsync(folder.File("Words.cs"), "internal static class Words { public const string Third = \"third\"; }");
        Say("Words.Third");
        await Wait.UntilAsync(() => Said == "third", () => Said, Bound);

        // Resources are part of the program, too.
        Say("new System.IO.StreamReader(typeof(Words).Assembly.GetManifestResourceStream(\"words\")!).ReadToEnd()");
        await Wait.UntilAsync(() => Said == "one", () => Said, Bound);
        await File.WriteAllTextAsync(folder.File("words.sql"), "two");
        await Wait.UntilAsync(() => Said == "two", () => Said, Bound);

        // What a build is needed for is built.
        await File.WriteAllTextAsync(folder.File("worker.csproj"), (await File.ReadAllTextAsync(folder.File("worker.csproj"))).Replace("<UseAppHost>", "<DefineConstants>FOURTH</DefineConstants><UseAppHost>", StringComparison.Ordinal));
        Say("Words.Third\n#if FOURTH\n+ \" and fourth\"\n#endif\n");
        await Wait.UntilAsync(() => Said == "third and fourth", () => Said, Bound);
        Assert.Equal(neighbour, await PidAsync("neighbour"));
    }

    private void Say(string expression) => File.WriteAllText(Source, $"""
        System.IO.File.WriteAllText("{folder.File("said.txt").Replace("\\", "\\\\", StringComparison.Ordinal)}", {expression});
        System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);
        """);

    private Task<ResourceEvent> UntilWatchSaysAsync(string text) => app.ResourceNotifications.WaitForResourceAsync(
        "worker", e => e.Snapshot.Properties.Any(property => property.Name == "Watch" && property.Value is string value && value.Contains(text, StringComparison.Ordinal))).WaitAsync(Bound);

    private async Task<CustomResourceSnapshot> StateAsync(string resource) =>
        (await app.ResourceNotifications.WaitForResourceAsync(resource, e => e.Snapshot.State?.Text == KnownResourceStates.Running).WaitAsync(Bound)).Snapshot;

    private async Task<int?> PidAsync(string resource) => ResourceProperties.Pid(await StateAsync(resource));
}
