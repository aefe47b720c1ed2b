using System.Buffers.Text;
using System.Security.Cryptography;

namespace Platform.AppHost.State;

/// <summary>Passwords and keys, generated once per clone into <c>secrets.json</c>, which only its owner can read.</summary>
internal sealed class Secrets
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, string> values;
    private readonly string path;

    public Secrets(StateFolder state)
    {
        path = state.File("secrets.json");
        values = StateFile.Read(path, StateJson.Default.SortedDictionaryStringString) ?? new(StringComparer.Ordinal);
    }

    /// <summary>The secret of a name: 192 random bits, in letters, digits, <c>-</c> and <c>_</c>, so that it needs no quoting anywhere.</summary>
    public string Get(string name)
    {
        lock (gate)
        {
            if (!values.TryGetValue(name, out var value))
            {
                value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
                values.Add(name, value);
                StateFile.Write(path, values, StateJson.Default.SortedDictionaryStringString);
            }

            return value;
        }
    }
}
