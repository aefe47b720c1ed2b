using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Signing;

/// <summary>"access-key/20261120/us-east-1/s3/aws4_request", as it stands in headers, queries and forms.</summary>
internal sealed record Credential(string AccessKey, string Date, string Region, string Service)
{
    public static Credential Parse(string? text, S3Error malformed)
    {
        var fields = (text ?? "").Split('/');
        if (fields.Length < 5 || fields[^1] != SigningScope.Terminator || fields[^4].Length != 8)
        {
            throw malformed.With($"{malformed.Message} The credential is \"{text}\", expected \"<access key>/<yyyyMMdd>/<region>/s3/aws4_request\".");
        }
        return new Credential(string.Join('/', fields[..^4]), fields[^4], fields[^3], fields[^2]);
    }

    public void Check(StoreOptions options, S3Error malformed)
    {
        if (AccessKey != options.AccessKey)
        {
            throw S3Error.InvalidAccessKeyId.With(S3Error.InvalidAccessKeyId.Message, ("AWSAccessKeyId", AccessKey));
        }
        if (Region != options.Region)
        {
            throw malformed.With($"{malformed.Message} The region '{Region}' is wrong; expecting '{options.Region}'", ("Region", options.Region));
        }
        if (Service != "s3")
        {
            throw malformed.With($"{malformed.Message} The service '{Service}' is wrong; expecting 's3'");
        }
    }
}
