namespace Platform.Tools.Declarations;

/// <summary>One package of a package client.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Hash">What its archive must hash to; null where only the client's own check is to be had.</param>
internal sealed record Package(string Name, string Version, string? Hash)
{
    public override string ToString() => $"{Name}@{Version}#{Hash}";
}
