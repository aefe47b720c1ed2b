using System.Globalization;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Signing;

/// <summary>
/// <c>Authorization: AWS4-HMAC-SHA256 Credential=..., SignedHeaders=host;x-amz-date, Signature=...</c>, valid within
/// fifteen minutes of its date.
/// </summary>
internal sealed class HeaderSignature(StoreOptions options, TimeProvider time)
{
    public Signature Check(HttpContext http, S3Request request, string authorization)
    {
        if (authorization.Trim().Length == 0)
        {
            throw S3Error.AccessDenied;
        }
        if (!authorization.StartsWith(SigningScope.Algorithm, StringComparison.Ordinal))
        {
            throw authorization.StartsWith("AWS ", StringComparison.Ordinal) || authorization.StartsWith("AWS4-", StringComparison.Ordinal)
                ? S3Error.InvalidRequest.With("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")
                : S3Error.InvalidArgument.With("Unsupported Authorization Type", ("ArgumentName", "Authorization"), ("ArgumentValue", authorization));
        }
        var fields = authorization[SigningScope.Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string Field(string name)
        {
            var field = Array.Find(fields, field => field.StartsWith(name + "=", StringComparison.Ordinal));
            return field is null || field.Length == name.Length + 1
                ? throw S3Error.AuthorizationHeaderMalformed.With($"The authorization header is malformed; missing {name}.")
                : field[(name.Length + 1)..];
        }
        var credential = Credential.Parse(Field("Credential"), S3Error.AuthorizationHeaderMalformed);
        var signedHeaders = Field("SignedHeaders").Split(';');
        var given = Field("Signature");
        credential.Check(options, S3Error.AuthorizationHeaderMalformed);
        SignatureCheck.RefuseToken(http.Request.Headers["x-amz-security-token"].ToString());

        var timestamp = Timestamp(http);
        if ((time.GetUtcNow() - timestamp).Duration() > SignatureCheck.MaxSkew)
        {
            throw S3Error.RequestTimeTooSkewed.With(
                S3Error.RequestTimeTooSkewed.Message,
                ("RequestTime", SignatureCheck.Format(timestamp)),
                ("ServerTime", SignatureCheck.Format(time.GetUtcNow())),
                ("MaxAllowedSkewMilliseconds", SignatureCheck.MaxSkew.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)));
        }
        if (!SignatureCheck.Format(timestamp).StartsWith(credential.Date, StringComparison.Ordinal))
        {
            throw S3Error.AuthorizationHeaderMalformed.With($"The date in the credential, {credential.Date}, is not the date of the request, {SignatureCheck.Format(timestamp)}.");
        }
        SignatureCheck.CheckSigned(http, signedHeaders);
        var payload = http.Request.Headers[S3Headers.ContentSha256].ToString();
        if (payload.Length == 0)
        {
            throw S3Error.InvalidRequest.With("Missing required header for this request: x-amz-content-sha256");
        }
        var scope = SigningScope.Derive(options.SecretKey, SignatureCheck.Format(timestamp), credential.Date, credential.Region, credential.Service);
        var stringToSign = CanonicalRequest.StringToSign(http, request, scope, signedHeaders, payload);
        SignatureCheck.Compare(scope.Sign(stringToSign), given, stringToSign);
        return new Signature(scope, given);
    }

    private static DateTimeOffset Timestamp(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TryGetValue("x-amz-date", out var amz))
        {
            return SignatureCheck.TryParseTimestamp(amz.ToString(), out var timestamp) ? timestamp
                : throw S3Error.AccessDenied.With("AWS authentication requires a valid Date or x-amz-date header");
        }
        return DateTimeOffset.TryParse(headers.Date.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            || SignatureCheck.TryParseTimestamp(headers.Date.ToString(), out date)
            ? date.ToUniversalTime()
            : throw S3Error.AccessDenied.With("AWS authentication requires a valid Date or x-amz-date header");
    }
}
