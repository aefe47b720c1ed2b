using System.Text.Json;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Policy;

/// <summary>
/// Reads the policy language as far as it can be enforced for anonymous requests: Effect, Principal "*", Action,
/// NotAction, Resource, NotResource. What lies beyond that is refused and named, never stored and ignored.
/// </summary>
internal static class PolicyParser
{
    private const string ArnPrefix = "arn:aws:s3:::";
    private static readonly string[] StatementNames =
        ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    /// <param name="bucket">The bucket that the resources must belong to; null for a policy that was accepted before.</param>
    /// <exception cref="S3Exception">MalformedPolicy, with the reason.</exception>
    public static List<PolicyStatement> Parse(string document, string? bucket)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw S3Error.MalformedPolicy.With("The policy must be a JSON object.");
            }
            if (root.TryGetProperty("Version", out var version) && version.ToString() is not ("2012-10-17" or "2008-10-17"))
            {
                throw S3Error.MalformedPolicy.With($"The policy version \"{version}\" is unknown, expected 2012-10-17.");
            }
            if (root.EnumerateObject().FirstOrDefault(member => member.Name is not ("Version" or "Id" or "Statement")) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            {
                throw S3Error.MalformedPolicy.With($"Unknown field {unknown.Name}");
            }
            if (!root.TryGetProperty("Statement", out var statement))
            {
                throw S3Error.MalformedPolicy.With("Missing required field Statement");
            }
            List<JsonElement> statements = statement.ValueKind == JsonValueKind.Array ? [.. statement.EnumerateArray()] : [statement];
            return statements.Count == 0
                ? throw S3Error.MalformedPolicy.With("Could not parse the policy: Statement is empty!")
                : statements.ConvertAll(element => ParseStatement(element, bucket));
        }
        catch (JsonException e)
        {
            throw S3Error.MalformedPolicy.With($"Policies must be valid JSON: {e.Message}");
        }
    }

    private static PolicyStatement ParseStatement(JsonElement statement, string? bucket)
    {
        if (statement.ValueKind != JsonValueKind.Object)
        {
            throw S3Error.MalformedPolicy.With("A Statement must be a JSON object.");
        }
        foreach (var member in statement.EnumerateObject())
        {
            if (!StatementNames.Contains(member.Name))
            {
                throw S3Error.MalformedPolicy.With(member.Name == "NotPrincipal"
                    ? "NotPrincipal cannot be enforced by this server; use Principal \"*\"."
                    : $"Unknown field {member.Name}");
            }
        }
        if (statement.TryGetProperty("Condition", out var condition) && condition.ValueKind == JsonValueKind.Object && condition.EnumerateObject().Any())
        {
            throw S3Error.MalformedPolicy.With($"Condition {condition.EnumerateObject().First().Name} cannot be enforced by this server; leave the conditions out.");
        }
        var effect = statement.TryGetProperty("Effect", out var given) ? given.ToString() : throw S3Error.MalformedPolicy.With("Missing required field Effect");
        CheckPrincipal(statement);
        var (actions, excludesActions) = List(statement, "Action", "NotAction");
        var (resources, excludesResources) = List(statement, "Resource", "NotResource");
        foreach (var action in actions)
        {
            if (action != "*" && !Actions.IsKnown(action))
            {
                throw S3Error.MalformedPolicy.With($"Policy has invalid action: {action}");
            }
        }
        foreach (var resource in resources)
        {
            CheckResource(resource, bucket, excludesResources);
        }
        return effect is "Allow" or "Deny"
            ? new PolicyStatement(effect == "Allow", actions, excludesActions, resources, excludesResources)
            : throw S3Error.MalformedPolicy.With($"Invalid effect: {effect}");
    }

    private static void CheckPrincipal(JsonElement statement)
    {
        if (!statement.TryGetProperty("Principal", out var principal))
        {
            throw S3Error.MalformedPolicy.With("Missing required field Principal");
        }
        var everybody = principal.ValueKind switch
        {
            JsonValueKind.String => principal.GetString() == "*",
            JsonValueKind.Object => principal.EnumerateObject().ToList() is [{ Name: "AWS" } aws] && Strings(aws.Value, "Principal") is ["*"],
            _ => false,
        };
        if (!everybody)
        {
            throw S3Error.MalformedPolicy.With($"Invalid principal in policy: this server knows one key holder, who may do everything, and everybody else; only Principal \"*\" can be enforced, not {principal}.");
        }
    }

    private static void CheckResource(string resource, string? bucket, bool excludes)
    {
        if (!resource.StartsWith(ArnPrefix, StringComparison.Ordinal))
        {
            throw S3Error.MalformedPolicy.With($"Policy has invalid resource: {resource}");
        }
        if (resource.Contains("${", StringComparison.Ordinal))
        {
            throw S3Error.MalformedPolicy.With($"Policy variables cannot be enforced by this server: {resource}");
        }
        var name = resource[ArnPrefix.Length..].Split('/')[0];
        if (bucket is not null && !excludes && !Wildcard.Matches(name, bucket))
        {
            throw S3Error.MalformedPolicy.With($"Policy has invalid resource: {resource} is not in bucket {bucket}");
        }
    }

    private static (List<string> Values, bool Excludes) List(JsonElement statement, string name, string excluding)
    {
        var has = statement.TryGetProperty(name, out var value);
        var hasExcluding = statement.TryGetProperty(excluding, out var excluded);
        return has == hasExcluding
            ? throw S3Error.MalformedPolicy.With(has ? $"A Statement cannot have both {name} and {excluding}." : $"Missing required field {name}")
            : (Strings(has ? value : excluded, has ? name : excluding), hasExcluding);
    }

    private static List<string> Strings(JsonElement value, string name)
    {
        List<JsonElement> items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return items.Count == 0 || items.Exists(item => item.ValueKind != JsonValueKind.String)
            ? throw S3Error.MalformedPolicy.With($"{name} must be a string or a list of strings.")
            : items.ConvertAll(item => item.GetString()!);
    }
}
