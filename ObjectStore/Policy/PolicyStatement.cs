namespace Platform.ObjectStore.Policy;

/// <summary>One statement for Principal "*".</summary>
/// <param name="Excludes">The actions come from NotAction: all but these.</param>
/// <param name="ExcludesResources">The resources come from NotResource: all but these.</param>
internal sealed record PolicyStatement(
    bool Allows, IReadOnlyList<string> Actions, bool Excludes, IReadOnlyList<string> Resources, bool ExcludesResources)
{
    public bool Covers(string action, string resource) =>
        Actions.Any(pattern => Wildcard.Matches(pattern, action, ignoreCase: true)) != Excludes
        && Resources.Any(pattern => Wildcard.Matches(pattern, resource)) != ExcludesResources;
}
