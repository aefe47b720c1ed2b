using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;
using Platform.AppHost.Watch;
using Platform.Tests;

namespace Platform.AppHost.Tests.Watch;

/// <summary>Two programs with a library in common, on the real engine: edited, broken, put right.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(180);

    private readonly TemporaryFolder folder = new();
    private DistributedApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        Write("all.slnx", """<Solution><Project Path="worker/worker.csproj" /><Project Path="helper/helper.csproj" /><Project Path="library/library.csproj" /></Solution>""");
        Write("Directory.Build.props", "<Project />");
        Write("composition/Program.cs", "");
        Write("library/library.csproj", Project("""<EmbeddedResource Include="words.sql" LogicalName="words" />""", "Library"));
        Write("library/words.sql", "one");
        Write("library/Library.cs", Library("first"));
        foreach (var program in new[] { "worker", "helper" })
        {
            Write($"{program}/{program}.csproj", Project("""<ProjectReference Include="../library/library.csproj" />""", "Exe"));
            Say(program, "Library.Greeting()");
        }

        var built = await ShortProcess.RunAsync("dotnet", ["build", folder.File("all.slnx"), "--nologo", "-nodeReuse:false"], input: null, TestContext.Current.CancellationToken);
        Assert.True(built.Code == 0, built.Output + built.Error);

        var builder = await SmallApplication.CreateBuilderAsync();
        var services = new[] { "worker", "helper" }.Select(name =>
        {
            var program = new BuiltProgram(folder.File($"{name}/{name}.csproj"), folder.File($"{name}/bin/Debug/net10.0/{name}.dll"));
            return new WatchedService(builder.AddExecutable(name, "dotnet", folder.Path, "exec", program.Assembly).Resource, program);
        }).ToArray();
        builder.AddExecutable("neighbour", "sleep", folder.Path, "600");
        builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<SourceWatcher>(provider, services, folder.File(".watch"), folder.File("composition")));
        app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await UntilWatchSaysAsync("worker", "waiting for changes");
        await UntilWatchSaysAsync("helper", "waiting for changes");
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task An_edit_restarts_the_programs_it_is_part_of_and_an_error_leaves_the_old_ones_running()
    {
        await UntilSaidAsync("first", "first");
        var neighbour = await PidAsync("neighbour");
        var helper = await PidAsync("helper");

        Say("worker", "\"second\"");
        await UntilWatchSaysAsync("worker", "Program.cs changed; compiled in ");
        await UntilSaidAsync("second", "first");

        var worker = await PidAsync("worker");
        Say("worker", "nonsense");
        Assert.Contains("error CS0103", await UntilWatchSaysAsync("worker", "Program.cs changed and does not compile"), StringComparison.Ordinal);
        Assert.Equal(worker, await PidAsync("worker"));

        // A new file is part of the project, and puts it right.
        Write("worker/Words.cs", "internal static class Words { public static string Third() => \"third \" + Library.Greeting(); }");
        Say("worker", "Words.Third()");
        await UntilSaidAsync("third first", "first");
        Assert.Equal(helper, await PidAsync("helper"));

        // A library is part of both. Resources are part of a program, too.
        Write("library/words.sql", "two");
        Write("library/Library.cs", Library("fourth "));
        await UntilSaidAsync("third fourth two", "fourth two");

        // What one can no longer use, it goes on without, and the other has.
        helper = await PidAsync("helper");
        Write("library/Library.cs", Library("fifth ").Replace("Greeting()", "Greeting(int times = 1)", StringComparison.Ordinal));
        await UntilSaidAsync("third fifth two", "fifth two");
        Say("helper", "Library.Greeting(times: 2)");
        await UntilWatchSaysAsync("helper", "Program.cs changed; compiled in ");
        helper = await PidAsync("helper");
        Write("library/Library.cs", Library("sixth "));
        Assert.Contains("error CS1739", await UntilWatchSaysAsync("helper", "Library.cs changed and does not compile"), StringComparison.Ordinal);
        await UntilSaidAsync("third sixth two", "fifth two");
        Assert.Equal(helper, await PidAsync("helper"));

        // So does an error in the library itself, for both.
        worker = await PidAsync("worker");
        Write("library/Library.cs", "nonsense");
        await UntilWatchSaysAsync("worker", "Library.cs changed and does not compile");
        await UntilWatchSaysAsync("helper", "Library.cs(1,");
        Assert.Equal((worker, helper), (await PidAsync("worker"), await PidAsync("helper")));
        Say("helper", "Library.Greeting()");
        Write("library/Library.cs", Library("seventh "));
        await UntilSaidAsync("third seventh two", "seventh two");

        // What a build is needed for is built: a project, what all projects share, a library that has come.
        Write("extra/extra.csproj", Project("", "Library"));
        Write("extra/Extra.cs", Extra("eighth"));
        Write("worker/worker.csproj", Project("""<ProjectReference Include="../library/library.csproj" /><ProjectReference Include="../extra/extra.csproj" />""", "Exe"));
        Write("Directory.Build.props", "<Project><PropertyGroup><DefineConstants>EIGHTH</DefineConstants></PropertyGroup></Project>");
        Say("worker", "Words.Third()\n#if EIGHTH\n+ \" and \" + Extra.Word\n#endif\n");
        Say("helper", "Library.Greeting()\n#if EIGHTH\n+ \" too\"\n#endif\n");
        await UntilSaidAsync("third seventh two and eighth", "seventh two too");

        // And after a build, too, a program gets to know what its libraries have become.
        Write("library/Library.cs", Library("ninth ").Replace("Greeting()", "Greeting(int times = 1)", StringComparison.Ordinal));
        await UntilSaidAsync("third ninth two and eighth", "ninth two too");
        Write("extra/Extra.cs", Extra("tenth"));
        await UntilSaidAsync("third ninth two and tenth", "ninth two too");

        // Where the new program cannot be written, as on a full disk, the old one runs again.
        worker = await PidAsync("worker");
        Directory.CreateDirectory(folder.File("worker/bin/Debug/net10.0/worker.dll.new"));
        File.Delete(folder.File("worker.txt"));
        Say("worker", "\"eleventh\"");
        Assert.Contains("The program from before goes on.", await UntilWatchSaysAsync("worker", "Program.cs changed and could not be put in its place"), StringComparison.Ordinal);
        Assert.NotEqual(worker, await PidAsync("worker"));
        await UntilSaidAsync("third ninth two and tenth", "ninth two too");
        Directory.Delete(folder.File("worker/bin/Debug/net10.0/worker.dll.new"));
        Say("worker", "\"twelfth\"");
        await UntilSaidAsync("twelfth", "ninth two too");
        Assert.Equal(neighbour, await PidAsync("neighbour"));
    }

    private static string Extra(string word) => $$"""public static class Extra { public static string Word => "{{word}}"; }""";

    private static string Project(string items, string type) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>{type}</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
          </PropertyGroup>
          <ItemGroup>{items}</ItemGroup>
        </Project>
        """;

    private static string Library(string word) => $$"""
        public static class Library
        {
            public static string Greeting() => "{{word}}" + (Words == "one" ? "" : Words);

            private static string Words => new System.IO.StreamReader(typeof(Library).Assembly.GetManifestResourceStream("words")!).ReadToEnd();
        }
        """;

    private void Say(string program, string expression) => Write($"{program}/Program.cs", $"""
        System.IO.File.WriteAllText("{folder.File($"{program}.txt").Replace("\\", "\\\\", StringComparison.Ordinal)}", {expression});
        System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);
        """);

    private string Read(string path) => File.ReadAllText(folder.File(path));

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
        File.WriteAllText(folder.File(path), text);
    }

    private Task UntilSaidAsync(string worker, string helper) =>
        Wait.UntilAsync(() => (Said("worker"), Said("helper")) == (worker, helper), () => $"{(Said("worker"), Said("helper"))} instead of {(worker, helper)}", Bound);

    private string Said(string program) => File.Exists(folder.File($"{program}.txt")) ? Read($"{program}.txt") : "";

    private async Task<string> UntilWatchSaysAsync(string resource, string text)
    {
        var current = await app.ResourceNotifications.WaitForResourceAsync(resource, e => Watch(e).Contains(text, StringComparison.Ordinal)).WaitAsync(Bound);
        return Watch(current);
    }

    private static string Watch(ResourceEvent e) => ResourceProperties.Text(e.Snapshot, SourceWatcher.Property) ?? "";

    private async Task<int?> PidAsync(string resource) => ResourceProperties.Pid(
        (await app.ResourceNotifications.WaitForResourceAsync(resource, e => e.Snapshot.State?.Text == KnownResourceStates.Running).WaitAsync(Bound)).Snapshot);
}
