using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Signing;

/// <summary>
/// Checks Signature V4, wherever a request carries it: Authorization header, query (presigned URL) or form. Each failure
/// gets the code that S3 documents for it.
/// </summary>
internal sealed class Authenticator(StoreOptions options, TimeProvider time)
{
    private readonly HeaderSignature _header = new(options, time);
    private readonly QuerySignature _query = new(options, time);

    /// <returns>The checked signature, or null for an anonymous request.</returns>
    public Signature? Check(HttpContext http, S3Request request)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var inQuery = request.Has("X-Amz-Algorithm") || request.Has("X-Amz-Signature") || request.Has("X-Amz-Credential");
        if (http.Request.Headers.ContainsKey("Authorization"))
        {
            return inQuery || request.Has("Signature")
                ? throw S3Error.InvalidArgument.With("Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified")
                : _header.Check(http, request, authorization);
        }
        if (inQuery)
        {
            return _query.Check(http, request);
        }
        return request.Has("Signature") && request.Has("AWSAccessKeyId")
            ? throw S3Error.InvalidRequest.With("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")
            : null;
    }

    /// <summary>Checks the signature over a POST policy, whose fields come from a form.</summary>
    public void CheckForm(IReadOnlyDictionary<string, string> form, string policy)
    {
        string Field(string name) => form.TryGetValue(name, out var value) ? value
            : throw S3Error.InvalidArgument.With($"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields.", ("ArgumentName", name));
        if (!form.ContainsKey("x-amz-signature") && (form.ContainsKey("signature") || form.ContainsKey("awsaccesskeyid")))
        {
            throw S3Error.InvalidRequest.With("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
        }
        if (Field("x-amz-algorithm") != SigningScope.Algorithm)
        {
            throw S3Error.InvalidArgument.With($"X-Amz-Algorithm only supports \"{SigningScope.Algorithm}\".");
        }
        var credential = Credential.Parse(Field("x-amz-credential"), S3Error.InvalidArgument);
        credential.Check(options, S3Error.InvalidArgument);
        SignatureCheck.RefuseToken(form.GetValueOrDefault("x-amz-security-token"));
        var timestamp = Field("x-amz-date");
        var scope = SigningScope.Derive(options.SecretKey, timestamp, credential.Date, credential.Region, credential.Service);
        SignatureCheck.Compare(scope.Sign(policy), Field("x-amz-signature"), policy);
    }
}
