using Platform.ElasticsearchStandin.Http;

namespace Platform.ElasticsearchStandin.Security;

/// <summary>Who asks, and what that one may do.</summary>
internal sealed class User(string name, IReadOnlyList<Role> roles)
{
    public string Name => name;

    public IReadOnlyList<Role> Roles => roles;

    /// <exception cref="Refusal">The user lacks a privilege of the cluster.</exception>
    public void NeedCluster(string privilege, string action)
    {
        if (!roles.Any(role => role.Cluster.Contains("all") || role.Cluster.Contains(privilege) || (privilege == "monitor" && role.Cluster.Contains("manage"))))
        {
            throw Unauthorized(action, "");
        }
    }

    /// <summary>Whether the user has one of the privileges on an index.</summary>
    public bool MayOnIndex(string index, params ReadOnlySpan<string> privileges)
    {
        foreach (var privilege in privileges)
        {
            if (roles.Any(role => role.Indices.Any(entry => entry.Privileges.Contains(privilege) || entry.Privileges.Contains("all") ? entry.Names.Any(pattern => Pattern.Matches(pattern, index)) : false)))
            {
                return true;
            }
        }

        return false;
    }

    public Refusal Unauthorized(string action, string on) => new(
        403, "security_exception", $"action [{action}] is unauthorized for user [{name}] with effective roles [{string.Join(",", roles.Select(role => role.Name))}]{(on.Length > 0 ? $" on indices [{on}]" : "")}");
}
