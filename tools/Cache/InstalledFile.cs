using System.Globalization;
using System.Security.Cryptography;

namespace Platform.Tools.Cache;

/// <summary>One file of a tool as it was when it was installed.</summary>
/// <param name="Path">Relative to the tool's folder, with forward slashes; absolute for a program on PATH.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Last write time in ticks, UTC.</param>
/// <param name="Sha256">Lower-case hexadecimal; <c>link</c> for a symbolic link, which is only followed.</param>
internal sealed record InstalledFile(string Path, long Size, long Modified, string Sha256)
{
    private const string Link = "link";

    public static InstalledFile Describe(string folder, string relativePath)
    {
        var file = new FileInfo(System.IO.Path.Combine(folder, relativePath));
        var path = relativePath.Replace('\\', '/');
        return file.LinkTarget is null
            ? new(path, file.Length, file.LastWriteTimeUtc.Ticks, Hash(file.FullName))
            : new(path, 0, 0, Link);
    }

    /// <summary>Reads "sha256 size ticks path".</summary>
    public static InstalledFile? TryParse(string line)
    {
        Span<Range> parts = stackalloc Range[4];
        return line.AsSpan().Split(parts, ' ') == 4
            && long.TryParse(line.AsSpan(parts[1]), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && long.TryParse(line.AsSpan(parts[2]), NumberStyles.None, CultureInfo.InvariantCulture, out var modified)
            ? new(line[parts[3]], size, modified, line[parts[0]])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sha256} {Size} {Modified} {Path}");

    /// <summary>Compares size and time, which costs microseconds; reads the content only when the time alone differs.</summary>
    /// <param name="folder">The tool's folder.</param>
    /// <param name="touched">The content is right but the time is another one, as after a copy.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Check(string folder, out bool touched)
    {
        touched = false;
        if (Sha256 == Link)
        {
            return CheckContent(folder);
        }

        var file = new FileInfo(System.IO.Path.Combine(folder, Path));
        if (!file.Exists)
        {
            return $"{Path} is missing";
        }

        if (file.Length != Size)
        {
            return $"{Path} has {file.Length} bytes instead of {Size}";
        }

        touched = file.LastWriteTimeUtc.Ticks != Modified;
        return touched ? CheckContent(folder) : null;
    }

    /// <summary>Compares the content.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? CheckContent(string folder)
    {
        var path = System.IO.Path.Combine(folder, Path);
        return !File.Exists(path) ? $"{Path} is missing"
            : Sha256 != Link && Hash(path) != Sha256 ? $"{Path} was altered"
            : null;
    }

    public InstalledFile WithTimeOf(string folder) =>
        Sha256 == Link ? this : this with { Modified = File.GetLastWriteTimeUtc(System.IO.Path.Combine(folder, Path)).Ticks };

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
