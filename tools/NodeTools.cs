using System.Security.Cryptography;
using Platform.Tools.Cache;
using Platform.Tools.Fetching;

namespace Platform.Tools;

/// <summary>
/// Programs for Node.js that come as many npm packages, declared by a lock file under <c>tools/node/&lt;name&gt;/</c> with every
/// version and hash. npm verifies them when it installs; no script of theirs is run.
/// </summary>
/// <param name="cacheFolder">Where tools live; null for the user's cache folder.</param>
public sealed class NodeTools(string? cacheFolder = null)
{
    private const string Complete = ".complete";

    private static readonly string[] Declaration = ["package.json", "package-lock.json"];

    private readonly string root = cacheFolder ?? CacheFolder.Default;

    /// <summary>Makes sure that a program is installed.</summary>
    /// <param name="name">Its folder under <c>tools/node/</c>.</param>
    /// <param name="cancellationToken">Ends npm and leaves nothing half done.</param>
    /// <returns>The folder that holds its <c>node_modules</c>.</returns>
    /// <exception cref="ToolException">It cannot be had.</exception>
    public async Task<string> EnsureAsync(string name, CancellationToken cancellationToken = default)
    {
        var declared = Path.Combine(AppContext.BaseDirectory, "node", name);
        var tool = Path.Combine(root, $"node-{name}");
        var folder = Path.Combine(tool, await VersionAsync(declared, cancellationToken));
        if (File.Exists(Path.Combine(folder, Complete)))
        {
            return folder;
        }

        var npm = Programs.Find("npm") ?? throw new ToolException($"{name} cannot be fetched: npm is not on PATH. Install Node.js 20 or newer, which brings it.");
        using var fetching = await FetchLock.AcquireAsync(tool, () => { }, cancellationToken);
        if (!File.Exists(Path.Combine(folder, Complete)))
        {
            await InstallAsync(name, npm, declared, folder, cancellationToken);
        }

        return folder;
    }

    // Installed beside its place and moved there whole; what an interrupted fetch has left is thrown away.
    private static async Task InstallAsync(string name, string npm, string declared, string folder, CancellationToken cancellationToken)
    {
        var draft = $"{folder}.draft";
        Remove(draft);
        Remove(folder);
        Directory.CreateDirectory(draft);
        foreach (var file in Declaration)
        {
            File.Copy(Path.Combine(declared, file), Path.Combine(draft, file));
        }

        var result = await ClientProcess.RunAsync(
            npm,
            ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel", "error", "--cache", Path.Combine(draft, ".npm")],
            draft,
            null,
            cancellationToken);
        if (result.ExitCode != 0)
        {
            Remove(draft);
            throw new ToolException($"{name} cannot be fetched: npm ci failed: {result.LastLine}. Try again where there is a network; nothing else needs it.");
        }

        Remove(Path.Combine(draft, ".npm"));
        await File.WriteAllTextAsync(Path.Combine(draft, Complete), "", cancellationToken);
        Directory.Move(draft, folder);
    }

    // What is declared is what is installed: another lock file is another version.
    private static async Task<string> VersionAsync(string declared, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(declared, Declaration[1]), cancellationToken)).AsSpan(0, 8));

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
