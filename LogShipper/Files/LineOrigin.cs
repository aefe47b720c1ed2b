namespace Platform.LogShipper.Files;

/// <summary>Where a line was read.</summary>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Offset">Where the line begins, bytes.</param>
/// <param name="IsCut">Whether only the line's beginning was read.</param>
internal readonly record struct LineOrigin(string File, long Offset, bool IsCut)
{
    /// <summary>Who wrote it, as the file's name says: <c>api-20261120.clef</c>, <c>redis-browser.log.1</c>.</summary>
    public string Service
    {
        get
        {
            var name = File.AsSpan(0, File.IndexOf('.') is >= 0 and var dot ? dot : File.Length);
            return (name.LastIndexOf('-') is > 0 and var dash && name[(dash + 1)..].ContainsAnyInRange('0', '9') ? name[..dash] : name).ToString();
        }
    }
}
