using Microsoft.Extensions.Configuration;
using Platform.AppHost.Report;

namespace Platform.AppHost.Restarts;

/// <summary>Which resource is started again when it fails.</summary>
/// <param name="All"><c>Platform:Restart</c>: for every resource; null when not said.</param>
/// <param name="Single"><c>Platform:Restart:&lt;name&gt;</c>: for one.</param>
internal sealed record RestartPolicies(RestartPolicy? All, IReadOnlyDictionary<string, RestartPolicy> Single)
{
    /// <summary>How long a program has to be healthy for its failures to be no row any more.</summary>
    public static readonly TimeSpan GoodWhile = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The policy of a resource. When nothing is said, servers are started again; projects are not, because who works on one
    /// wants to see that it failed, and nothing is in a test, which may be about the failure.
    /// </summary>
    public RestartPolicy Of(IResource resource, bool isTest) => Single.TryGetValue(resource.Name, out var policy) ? policy
        : resource.Name == DashboardAddress.ResourceName ? RestartPolicy.No
        : All ?? (resource is ProjectResource || isTest ? RestartPolicy.No : RestartPolicy.Default);

    public static RestartPolicies Read(IConfigurationSection section, List<string> problems) => new(
        section.Value is { Length: > 0 } ? Policy(section, problems) : null,
        section.GetChildren().ToDictionary(child => child.Key, child => Policy(child, problems), StringComparer.OrdinalIgnoreCase));

    private static RestartPolicy Policy(IConfigurationSection section, List<string> problems)
    {
        if (RestartPolicy.TryParse(section.Value) is { } policy)
        {
            return policy;
        }

        problems.Add($"{section.Path} is '{section.Value}'. Use {RestartPolicy.Values}.");
        return RestartPolicy.No;
    }
}
