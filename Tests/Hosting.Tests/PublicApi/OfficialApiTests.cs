using System.Reflection;

namespace Platform.Hosting.Tests.PublicApi;

/// <summary>Our public surface is a part of the official one (Aspire 13.5).</summary>
public class OfficialApiTests
{
    private const string ReferenceVariable = "ASPIRE_REFERENCE_PATH";

    [Theory, InlineData("Platform.Hosting"), InlineData("Platform.Hosting.Testing")]
    public void No_public_declaration_is_invented(string assembly)
    {
        var official = Official().Declarations();

        var invented = ApiListing.Of(Assembly.Load(assembly)).Where(line => !official.Contains(line)).ToList();

        Assert.True(invented.Count == 0, $"{assembly}: {invented.Count} declarations are not in the official assemblies:\n{string.Join("\n", invented)}");
    }

    [Theory, InlineData("Platform.Hosting"), InlineData("Platform.Hosting.Testing")]
    public void What_others_must_implement_is_complete(string assembly)
    {
        var ours = ApiListing.Of(Assembly.Load(assembly)).ToHashSet(StringComparer.Ordinal);
        var types = ApiListing.TypeNames(Assembly.Load(assembly)).ToHashSet(StringComparer.Ordinal);

        var missing = Official().AbstractMembers()
            .Where(member => types.Contains(member.Type) && !ours.Contains(member.Declaration))
            .Select(member => member.Declaration)
            // Nobody but Aspire itself implements the interfaces with experimental members.
            .Where(member => !member.StartsWith("[Experimental(", StringComparison.Ordinal))
            // Deriving from ParameterDefault would take the publishing of manifests, which is not part of ours.
            .Where(member => !member.StartsWith("Aspire.Hosting.ApplicationModel.ParameterDefault.WriteToManifest(", StringComparison.Ordinal))
            .ToList();

        Assert.True(missing.Count == 0, $"{assembly}: {missing.Count} abstract members of the official types are missing:\n{string.Join("\n", missing)}");
    }

    private static OfficialAssemblies Official()
    {
        var folder = Environment.GetEnvironmentVariable(ReferenceVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"Compares with the official assemblies in the folder {ReferenceVariable}, which is not set.");
        return new OfficialAssemblies(folder!);
    }
}
