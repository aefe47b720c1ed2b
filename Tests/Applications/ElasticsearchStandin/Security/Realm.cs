using System.Collections.Concurrent;
using System.Text;
using Platform.ElasticsearchStandin.Http;

namespace Platform.ElasticsearchStandin.Security;

/// <summary>Users and roles.</summary>
internal sealed class Realm
{
    private readonly ConcurrentDictionary<string, (string Password, string[] Roles)> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Role> _roles = new(StringComparer.Ordinal);

    public Realm(string password)
    {
        _roles["superuser"] = new("superuser", ["all"], [new(["*"], ["all"])]);
        _roles["kibana_system"] = new("kibana_system", ["monitor"], []);
        _users["elastic"] = (password, ["superuser"]);

        // It is there from the beginning, and nobody knows its password.
        _users["kibana_system"] = (Guid.NewGuid().ToString(), ["kibana_system"]);
    }

    /// <exception cref="Refusal">Nobody is named, or the password is wrong.</exception>
    public User Authenticate(string header, string path)
    {
        if (!header.StartsWith("Basic ", StringComparison.Ordinal))
        {
            throw new Refusal(401, "security_exception", $"missing authentication credentials for REST request [{path}]");
        }

        var text = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..]));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon > 0 ? text[..colon] : text;
        if (colon <= 0 || !_users.TryGetValue(name, out var user) || user.Password != text[(colon + 1)..])
        {
            throw new Refusal(401, "security_exception", $"unable to authenticate user [{name}] for REST request [{path}]");
        }

        return new(name, [.. user.Roles.Where(_roles.ContainsKey).Select(role => _roles[role])]);
    }

    /// <returns>Whether it is new.</returns>
    public bool PutRole(Role role)
    {
        if (role.Name is "superuser" or "kibana_system")
        {
            throw Refusal.Argument($"role [{role.Name}] is reserved and cannot be modified");
        }

        var isNew = !_roles.ContainsKey(role.Name);
        _roles[role.Name] = role;
        return isNew;
    }

    /// <returns>Whether it is new.</returns>
    public bool PutUser(string name, string? password, string[] roles)
    {
        if (name is "elastic" or "kibana_system")
        {
            throw Refusal.Argument($"user [{name}] is reserved and only the password can be changed");
        }

        var isNew = !_users.TryGetValue(name, out var known);
        if (isNew && password is null)
        {
            throw Refusal.Argument("password must be specified unless you are updating an existing user");
        }

        _users[name] = (password ?? known.Password, roles);
        return isNew;
    }

    public void SetPassword(string name, string password)
    {
        if (!_users.TryGetValue(name, out var known))
        {
            throw Refusal.Argument($"user [{name}] does not exist");
        }

        _users[name] = (password, known.Roles);
    }
}
