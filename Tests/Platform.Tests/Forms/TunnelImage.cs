using System.Diagnostics;
using System.Text.Json;

namespace Platform.Tests.Forms;

/// <summary>
/// The image with which the Aspire engine lets containers reach programs of this machine. The engine builds it on one that cannot be
/// pulled everywhere, and by a builder that is not everywhere: here it is put together of what there is.
/// </summary>
/// <param name="askEngine">Runs the container engine's program: its exit code and what it printed.</param>
/// <param name="dcp">The Aspire engine's program.</param>
internal sealed class TunnelImage(Func<string[], Task<(int Code, string Output)>> askEngine, string dcp)
{
    // Fixed in the engine, which compares the label with the base image that it finds.
    private const string Base = "mcr.microsoft.com/azurelinux/base/core:3.0";
    private const string Label = "com.microsoft.developer.usvc-dev.base-image-digest";

    /// <summary>Sees that the image is there and fits its base.</summary>
    /// <param name="substitute">The image that takes the base's place where that is missing: it has glibc and OpenSSL 3.</param>
    /// <param name="canBuild">Whether the engine can build it itself, given the base.</param>
    public async Task EnsureAsync(string substitute, bool canBuild)
    {
        // Tests of other assemblies may run at the same time.
        await using var turn = await TakeTurnAsync();
        if ((await askEngine(["image", "inspect", Base])).Code is not 0)
        {
            await LineAsync("tag", substitute, Base);
        }

        if (!canBuild)
        {
            await AssembleAsync(await LineAsync("image", "inspect", "--format", "{{.Id}}", Base));
        }
    }

    private async Task AssembleAsync(string baseId)
    {
        var image = $"dcptun_developer_ms:{await VersionAsync()}";
        if ((await askEngine(["image", "inspect", "--format", $"{{{{index .Config.Labels \"{Label}\"}}}}", image])).Output.Trim() == baseId)
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var program = Path.Combine(folder.CreateSubdirectory("usr/local/bin").FullName, "dcptun_c");
            File.Copy(Path.Combine(Path.GetDirectoryName(dcp)!, "dcptun_c"), program);
            var container = await LineAsync("create", Base, "/usr/local/bin/dcptun_c");
            await LineAsync("cp", $"{folder.FullName}/.", $"{container}:/");
            await LineAsync("commit", "--change", "ENTRYPOINT [\"/usr/local/bin/dcptun_c\"]", "--change", $"LABEL {Label}={baseId}", container, image);
            await LineAsync("rm", container);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> VersionAsync()
    {
        using var asked = Process.Start(new ProcessStartInfo(dcp, ["info"]) { RedirectStandardOutput = true })!;
        using var info = JsonDocument.Parse(await asked.StandardOutput.ReadToEndAsync());
        return info.RootElement.GetProperty("version").GetString()!;
    }

    private async Task<string> LineAsync(params string[] arguments)
    {
        var (code, output) = await askEngine(arguments);
        return code is 0 ? output.Trim() : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {output}");
    }

    private static async Task<FileStream> TakeTurnAsync()
    {
        FileStream? turn = null;
        await Wait.UntilAsync(
            () =>
            {
                try
                {
                    turn = new FileStream(Path.Combine(Path.GetTempPath(), "platform-tests-tunnel-image"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            },
            () => "another test is still at the tunnel's image");
        return turn!;
    }
}
