namespace Platform.ObjectStore.Policy;

/// <summary>A bucket policy whose every statement can be enforced; others are refused when they are put.</summary>
internal sealed class BucketPolicy(IReadOnlyList<PolicyStatement> statements)
{
    /// <summary>Grants anything to everybody, which is what "public" means to S3 (conditions aside).</summary>
    public bool IsPublic => statements.Any(statement => statement.Allows);

    /// <summary>Is the action allowed for everybody? A Deny outweighs every Allow.</summary>
    public bool Allows(string action, string resource)
    {
        var allowed = false;
        foreach (var statement in statements)
        {
            if (statement.Covers(action, resource))
            {
                if (!statement.Allows)
                {
                    return false;
                }
                allowed = true;
            }
        }
        return allowed;
    }

    public static BucketPolicy Parse(string document) => new(PolicyParser.Parse(document, bucket: null));
}
