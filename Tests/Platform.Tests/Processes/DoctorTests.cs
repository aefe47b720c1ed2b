using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary><c>make doctor</c> on machines where something is broken, each in the way it really breaks.</summary>
public sealed class DoctorTests : IDisposable
{
    // Where nothing can be written, not even by root.
    private const string ReadOnly = "/proc";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("doctor");
    private readonly IReadOnlyDictionary<string, string> _ports = AppHostProcess.FreePorts();

    private string State => Path.Combine(_folder.FullName, ".platform");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_machine_where_the_tests_run_is_well()
    {
        var (exitCode, checks) = await ExamineAsync();

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(checks.Values, check => check.Level == "error");
        string[] subjects = ["Settings", ".NET SDK", "Node.js", "git", "make", "User", "engine", "postgres", "redis", "Engine answers", "Container engine", "State", "Temporary files", "Tool cache", "Memory", "Certificate", "Clock"];
        Assert.Empty(subjects.Except(checks.Keys));
    }

    [Fact]
    public async Task People_get_one_line_for_each_thing_and_the_sums()
    {
        var (exitCode, output) = await RunAsync([], []);

        Assert.Equal(0, exitCode);
        Assert.Matches(@"(?m)^ok +engine +\d", output);
        Assert.Matches(@"(?m)^\d+ ok, \d+ warnings, 0 errors$", output);
    }

    [Fact]
    public async Task What_is_not_fetched_yet_is_a_warning_with_the_command_that_fetches_it()
    {
        var (exitCode, checks) = await ExamineAsync(("XDG_CACHE_HOME", _folder.FullName));

        Assert.Equal(0, exitCode);
        Assert.Equal("warning", checks["engine"].Level);
        Assert.Contains("make tools", checks["postgres"].Remedy, StringComparison.Ordinal);
        Assert.Empty(_folder.GetDirectories("platform"));
    }

    [Fact]
    public async Task Without_Nodejs_nothing_can_be_fetched()
    {
        var (exitCode, checks) = await ExamineAsync(("XDG_CACHE_HOME", _folder.FullName), ("PATH", _folder.FullName));

        Assert.Equal(1, exitCode);
        Assert.Equal(("error", "warning", "warning"), (checks["Node.js"].Level, checks["git"].Level, checks["make"].Level));
        Assert.Contains("https://nodejs.org", checks["Node.js"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_Nodejs_is_named_with_its_version()
    {
        SkipUnlessLinux();
        var node = Path.Combine(_folder.FullName, "node");
        await File.WriteAllTextAsync(node, "#!/bin/sh\necho v18.19.0\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(node, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var (exitCode, checks) = await ExamineAsync(("PATH", $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}"));

        // With every tool in the cache it is not needed now.
        Assert.Equal((0, "warning"), (exitCode, checks["Node.js"].Level));
        Assert.Contains("18.19.0", checks["Node.js"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_reported_with_its_holder()
    {
        SkipUnlessLinux();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var (exitCode, checks) = await ExamineAsync(("Platform__Ports__api", $"{port}"));

        Assert.Equal((1, "error"), (exitCode, checks[$"Port {port} (api)"].Level));
        Assert.Contains($"(pid {Environment.ProcessId})", checks[$"Port {port} (api)"].Message, StringComparison.Ordinal);
        Assert.Contains("Platform__Ports__api", checks[$"Port {port} (api)"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_is_an_error_when_tools_must_be_fetched_into_it()
    {
        SkipUnlessLinux();
        var (exitCode, checks) = await ExamineAsync(("HOME", ReadOnly), ("XDG_CACHE_HOME", null));

        Assert.Equal((1, "error"), (exitCode, checks["Tool cache"].Level));
        Assert.Contains("XDG_CACHE_HOME", checks["Tool cache"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_that_cannot_be_written_is_an_error()
    {
        SkipUnlessLinux();
        var (exitCode, checks) = await ExamineAsync(("Platform__State", $"{ReadOnly}/.platform"));

        Assert.Equal((1, "error"), (exitCode, checks["State"].Level));
        Assert.Contains("Platform__State", checks["State"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_with_what_is_left()
    {
        await SkipUnlessNamespacesAsync("--mount");
        Directory.CreateDirectory(State);

        var (exitCode, checks) = await ExamineAsync(
            ["unshare", "--user", "--map-root-user", "--mount", "--", "/bin/sh", "-c", $"mount -t tmpfs -o size=512k none '{State}' && exec \"$@\"", "sh"]);

        Assert.Equal((1, "error"), (exitCode, checks["State"].Level));
        Assert.Contains("0 MiB free", checks["State"].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, "error")]
    [InlineData(1000, "warning")]
    public async Task Little_memory_is_told_with_what_is_to_be_had(int mebibytes, string level)
    {
        await SkipUnlessNamespacesAsync("--mount");
        var little = Path.Combine(_folder.FullName, "meminfo");
        await File.WriteAllTextAsync(little, $"MemTotal:       16000000 kB\nMemFree:          100000 kB\nMemAvailable:   {mebibytes * 1024} kB\n", TestContext.Current.CancellationToken);

        var (exitCode, checks) = await ExamineAsync(
            ["unshare", "--user", "--map-root-user", "--mount", "--", "/bin/sh", "-c", $"mount --bind '{little}' /proc/meminfo && exec \"$@\"", "sh"]);

        Assert.Equal((level == "error" ? 1 : 0, level), (exitCode, checks["Memory"].Level));
        Assert.Equal($"{mebibytes} MiB to be had", checks["Memory"].Message);
    }

    [Fact]
    public async Task A_machine_without_any_network_is_told_about_loopback_and_nothing_waits_for_the_rest()
    {
        await SkipUnlessNamespacesAsync("--net");

        var (exitCode, checks) = await ExamineAsync(["unshare", "--user", "--map-root-user", "--net", "--"], ("XDG_CACHE_HOME", _folder.FullName));

        Assert.Equal((1, "error"), (exitCode, checks["Ports"].Level));
        Assert.Contains("loopback", checks["Ports"].Remedy, StringComparison.Ordinal);
        Assert.Equal("warning", checks["engine"].Level);
    }

    [Fact]
    public async Task Containers_that_are_asked_for_need_an_engine()
    {
        var (exitCode, checks) = await ExamineAsync(("PATH", _folder.FullName), ("Platform__Form", "container"));

        Assert.Equal((1, "error"), (exitCode, checks["Container engine"].Level));
        Assert.Contains("Platform__Form=process", checks["Container engine"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_cannot_be_used_is_named_and_the_rest_is_still_checked()
    {
        var (exitCode, checks) = await ExamineAsync(("Platform__Form", "sideways"));

        Assert.Equal((1, "error"), (exitCode, checks["Settings"].Level));
        Assert.Contains("'sideways'", checks["Settings"].Message, StringComparison.Ordinal);
        Assert.Equal("ok", checks["engine"].Level);
    }

    [Fact]
    public async Task A_clock_behind_the_files_is_an_error()
    {
        Directory.CreateDirectory(State);
        var file = Path.Combine(State, "ports.json");
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(2));

        var (exitCode, checks) = await ExamineAsync();

        Assert.Equal((1, "error"), (exitCode, checks["Clock"].Level));
        Assert.Contains("ports.json", checks["Clock"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_developer_certificate_that_is_not_trusted_is_a_warning_with_the_command_that_trusts_it()
    {
        SkipUnlessLinux();
        using (var making = Process.Start(new ProcessStartInfo("dotnet", ["dev-certs", "https"]) { Environment = { ["HOME"] = _folder.FullName }, RedirectStandardOutput = true })!)
        {
            await making.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await making.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (exitCode, checks) = await ExamineAsync(("HOME", _folder.FullName));

        Assert.Equal((0, "warning"), (exitCode, checks["Certificate"].Level));
        Assert.Contains("dotnet dev-certs https --trust", checks["Certificate"].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "ends on")]
    [InlineData(-1, "ended on")]
    public async Task A_developer_certificate_that_ends_soon_or_has_ended_is_a_warning_with_the_command_that_makes_a_new_one(int days, string ends)
    {
        SkipUnlessLinux();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        // What marks a developer certificate, with its version.
        request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.311.84.1.1", [6], critical: false));
        var end = DateTimeOffset.Now.AddDays(days);
        using var certificate = request.CreateSelfSigned(end.AddYears(-1), end);
        var store = Directory.CreateDirectory(Path.Combine(_folder.FullName, ".dotnet", "corefx", "cryptography", "x509stores", "my"));
        await File.WriteAllBytesAsync(Path.Combine(store.FullName, $"{certificate.Thumbprint}.pfx"), certificate.Export(X509ContentType.Pfx), TestContext.Current.CancellationToken);

        var (exitCode, checks) = await ExamineAsync(("HOME", _folder.FullName));

        Assert.Equal((0, "warning"), (exitCode, checks["Certificate"].Level));
        Assert.Contains($"{ends} {end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", checks["Certificate"].Message, StringComparison.Ordinal);
        Assert.Contains("dotnet dev-certs https --clean", checks["Certificate"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_state_is_a_finding_and_no_crash()
    {
        Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(Path.Combine(State, "ports.json"), "{", TestContext.Current.CancellationToken);

        var (exitCode, checks) = await ExamineAsync();

        Assert.Equal((1, "error"), (exitCode, checks["Ports"].Level));
        Assert.Contains("ports.json is damaged", checks["Ports"].Message, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, Dictionary<string, Check> Checks)> ExamineAsync(params (string Name, string? Value)[] environment) => ExamineAsync([], environment);

    private async Task<(int ExitCode, Dictionary<string, Check> Checks)> ExamineAsync(string[] wrapper, params (string Name, string? Value)[] environment)
    {
        var (exitCode, output) = await RunAsync(wrapper, environment, "--json");
        Assert.True(output.StartsWith('{'), output);
        var root = JsonDocument.Parse(output).RootElement;
        Assert.Equal(exitCode == 0, root.GetProperty("healthy").GetBoolean());
        var checks = root.GetProperty("checks").EnumerateArray()
            .Select(check => new Check(Text(check, "subject")!, Text(check, "level")!, Text(check, "message")!, Text(check, "remedy"))).ToList();

        // Whatever is not well has a remedy.
        Assert.DoesNotContain(checks, check => check.Level != "ok" && string.IsNullOrEmpty(check.Remedy));
        return (exitCode, checks.ToDictionary(check => check.Subject));
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string[] wrapper, (string Name, string? Value)[] environment, params string[] arguments)
    {
        // By its path: the test may take PATH away.
        string[] command = [.. wrapper, Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : DotnetOnPath(), "exec", typeof(Projects.AppHost).Assembly.Location, "doctor", .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Platform__State"] = State },
        };
        foreach (var (name, port) in _ports)
        {
            start.Environment[$"Platform__Ports__{name}"] = port;
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(Wait.Bound);
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output + await errors);
    }

    private static string DotnetOnPath() => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
        .First(File.Exists);

    private static string? Text(JsonElement check, string name) => check.GetProperty(name).GetString();

    private static void SkipUnlessLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Breaks the machine in a way of Linux.");

    private static async Task SkipUnlessNamespacesAsync(string kind)
    {
        SkipUnlessLinux();
        using var process = Process.Start("unshare", ["--user", "--map-root-user", kind, "--", "true"]);
        await process.WaitForExitAsync();
        Assert.SkipUnless(process.ExitCode == 0, "This machine allows no user namespaces.");
    }

    private sealed record Check(string Subject, string Level, string Message, string? Remedy);
}
