using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>The policy of a browser upload: what the form may hold, how large the file may be, until when.</summary>
internal sealed class PostPolicy
{
    private const string FailedPrefix = "Invalid according to Policy: ";
    private static readonly string[] Exempt = ["policy", "x-amz-signature", "file", "awsaccesskeyid", "signature", "submit"];
    private readonly HashSet<string> _covered = new(StringComparer.OrdinalIgnoreCase);

    public long MinBytes { get; private set; }

    public long MaxBytes { get; private set; } = WriteHeaders.MaxObjectBytes;

    /// <summary>Checks a form against its policy.</summary>
    /// <param name="base64">The policy field.</param>
    /// <param name="form">Fields by lower-case name; bucket among them.</param>
    /// <exception cref="S3Exception">AccessDenied: expired, or a condition fails. InvalidPolicyDocument: not a policy.</exception>
    public static PostPolicy Check(string base64, IReadOnlyDictionary<string, string> form, DateTimeOffset now)
    {
        var policy = new PostPolicy();
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(base64)));
            policy.Check(json.RootElement, form, now);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw S3Error.InvalidPolicyDocument.With($"Invalid Policy: {e.Message}");
        }
        return policy;
    }

    private void Check(JsonElement root, IReadOnlyDictionary<string, string> form, DateTimeOffset now)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("expiration", out var expiration) || expiration.ValueKind != JsonValueKind.String)
        {
            throw S3Error.InvalidPolicyDocument.With("Invalid Policy: Policy missing expiration.");
        }
        if (!DateTimeOffset.TryParse(expiration.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
        {
            throw S3Error.InvalidPolicyDocument.With($"Invalid Policy: Invalid 'expiration' value: '{expiration}'");
        }
        if (until <= now)
        {
            throw S3Error.AccessDenied.With(FailedPrefix + "Policy expired.");
        }
        if (!root.TryGetProperty("conditions", out var conditions) || conditions.ValueKind != JsonValueKind.Array)
        {
            throw S3Error.InvalidPolicyDocument.With("Invalid Policy: Policy missing conditions.");
        }
        foreach (var condition in conditions.EnumerateArray())
        {
            CheckCondition(condition, form);
        }
        foreach (var field in form.Keys.Where(field => !_covered.Contains(field) && !Exempt.Contains(field) && !field.StartsWith("x-ignore-", StringComparison.Ordinal)))
        {
            if (field != "bucket")
            {
                throw S3Error.AccessDenied.With($"{FailedPrefix}Extra input fields: {field}");
            }
        }
    }

    private void CheckCondition(JsonElement condition, IReadOnlyDictionary<string, string> form)
    {
        if (condition.ValueKind == JsonValueKind.Object)
        {
            var members = condition.EnumerateObject().ToList();
            if (members.Count != 1)
            {
                throw S3Error.InvalidPolicyDocument.With("Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
            }
            CheckField("eq", members[0].Name, members[0].Value.GetString()!, form, condition);
            return;
        }
        List<JsonElement> parts = condition.ValueKind == JsonValueKind.Array ? [.. condition.EnumerateArray()] : [];
        if (parts.Count != 3 || parts[0].ValueKind != JsonValueKind.String)
        {
            throw S3Error.InvalidPolicyDocument.With($"Invalid Policy: Invalid Condition: {condition}");
        }
        var kind = parts[0].GetString()!.ToLowerInvariant();
        switch (kind)
        {
            case "content-length-range":
                (MinBytes, MaxBytes) = (Number(parts[1]), Math.Min(MaxBytes, Number(parts[2])));
                break;
            case "eq" or "starts-with":
                var name = parts[1].GetString()!;
                CheckField(kind, name.StartsWith('$') ? name[1..] : throw S3Error.InvalidPolicyDocument.With($"Invalid Policy: Invalid Condition: {condition}"), parts[2].GetString()!, form, condition);
                break;
            default:
                throw S3Error.InvalidPolicyDocument.With($"Invalid Policy: Invalid Condition: unknown operation '{kind}'.");
        }
    }

    private void CheckField(string kind, string name, string wanted, IReadOnlyDictionary<string, string> form, JsonElement condition)
    {
        var field = name.ToLowerInvariant();
        _covered.Add(field);
        var value = form.GetValueOrDefault(field);
        var holds = kind == "eq" ? value == wanted
            : wanted.Length == 0 || (field == "content-type"
                ? value?.Split(',').All(type => type.Trim().StartsWith(wanted, StringComparison.Ordinal)) == true
                : value?.StartsWith(wanted, StringComparison.Ordinal) == true);
        if (!holds)
        {
            throw S3Error.AccessDenied.With($"{FailedPrefix}Policy Condition failed: {condition}");
        }
    }

    private static long Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt64(out var number) && number >= 0 => number,
        JsonValueKind.String when long.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw S3Error.InvalidPolicyDocument.With("Invalid Policy: Invalid content-length-range."),
    };
}
