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

    /// <summary>A password: 192 random bits, in letters, digits, <c>-</c> and <c>_</c>, so that it needs no quoting anywhere.</summary>
    public string Get(string name) => Get(name, () => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)));

    /// <summary>A key: 256 random bits in Base64.</summary>
    public string GetKey(string name) => Get(name, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    private string Get(string name, Func<string> generate)
    {
        lock (gate)
        {
            if (!values.TryGetValue(name, out var value))
            {
                value = generate();
                values.Add(name, value);
                StateFile.Write(path, values, StateJson.Default.SortedDictionaryStringString);
            }

            return value;
        }
    }
}
