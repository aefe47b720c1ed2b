using System.Globalization;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Signing;

/// <summary><c>?X-Amz-Algorithm=AWS4-HMAC-SHA256&amp;X-Amz-Credential=...</c>: a presigned URL, valid for up to a week.</summary>
internal sealed class QuerySignature(StoreOptions options, TimeProvider time)
{
    private const long MaxExpirySeconds = 7 * 24 * 3600;

    public Signature Check(HttpContext http, S3Request request)
    {
        string Parameter(string name) => request[name] is { Length: > 0 } value ? value
            : throw S3Error.AuthorizationQueryParametersError.With("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        if (Parameter("X-Amz-Algorithm") != SigningScope.Algorithm)
        {
            throw S3Error.AuthorizationQueryParametersError.With($"X-Amz-Algorithm only supports \"{SigningScope.Algorithm}\"");
        }
        var credential = Credential.Parse(Parameter("X-Amz-Credential"), S3Error.AuthorizationQueryParametersError);
        var given = Parameter("X-Amz-Signature");
        var date = Parameter("X-Amz-Date");
        var signedHeaders = Parameter("X-Amz-SignedHeaders").Split(';');
        var expires = Parameter("X-Amz-Expires");
        if (!SignatureCheck.TryParseTimestamp(date, out var timestamp))
        {
            throw S3Error.AuthorizationQueryParametersError.With("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }
        if (!long.TryParse(expires, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            throw S3Error.AuthorizationQueryParametersError.With("X-Amz-Expires should be a number");
        }
        if (seconds < 1)
        {
            throw S3Error.AuthorizationQueryParametersError.With("X-Amz-Expires must be non-negative and not 0");
        }
        if (seconds > MaxExpirySeconds)
        {
            throw S3Error.AuthorizationQueryParametersError.With("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");
        }
        credential.Check(options, S3Error.AuthorizationQueryParametersError);
        SignatureCheck.RefuseToken(request["X-Amz-Security-Token"]);
        if (!date.StartsWith(credential.Date, StringComparison.Ordinal))
        {
            throw S3Error.AuthorizationQueryParametersError.With("Invalid credential date. The credential date does not match X-Amz-Date.");
        }
        var now = time.GetUtcNow();
        if (timestamp - now > SignatureCheck.MaxSkew)
        {
            throw S3Error.AccessDenied.With("Request is not valid yet");
        }
        if (now > timestamp.AddSeconds(seconds))
        {
            throw S3Error.AccessDenied.With(
                "Request has expired",
                ("X-Amz-Expires", expires),
                ("Expires", SignatureCheck.Format(timestamp.AddSeconds(seconds))),
                ("ServerTime", SignatureCheck.Format(now)));
        }
        SignatureCheck.CheckSigned(http, signedHeaders);
        var payload = http.Request.Headers[S3Headers.ContentSha256].ToString();
        payload = payload.Length > 0 ? payload : request["X-Amz-Content-Sha256"] ?? PayloadNames.Unsigned;
        var scope = SigningScope.Derive(options.SecretKey, date, credential.Date, credential.Region, credential.Service);
        var stringToSign = CanonicalRequest.StringToSign(http, request, scope, signedHeaders, payload);
        SignatureCheck.Compare(scope.Sign(stringToSign), given, stringToSign);
        return new Signature(scope, given);
    }
}
