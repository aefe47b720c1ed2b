using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Signing;

/// <summary>
/// Checks Signature V4 in the Authorization header or in the query (presigned URL). Each failure gets the code
/// that S3 documents for it.
/// </summary>
internal sealed class Authenticator(StoreOptions options, TimeProvider time)
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);
    private const long MaxExpirySeconds = 7 * 24 * 3600;

    /// <returns>The checked signature, or null for an anonymous request.</returns>
    public Signature? Check(HttpContext http, S3Request request)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        var inQuery = request.Has("X-Amz-Algorithm") || request.Has("X-Amz-Signature") || request.Has("X-Amz-Credential");
        if (http.Request.Headers.ContainsKey("Authorization"))
        {
            return inQuery || request.Has("Signature")
                ? throw S3Error.InvalidArgument.With("Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified")
                : FromHeader(http, request, authorization);
        }
        if (inQuery)
        {
            return FromQuery(http, request);
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
        RefuseToken(form.GetValueOrDefault("x-amz-security-token"));
        var timestamp = Field("x-amz-date");
        var scope = SigningScope.Derive(options.SecretKey, timestamp, credential.Date, credential.Region, credential.Service);
        Compare(scope.Sign(policy), Field("x-amz-signature"), policy);
    }

    private Signature FromHeader(HttpContext http, S3Request request, string authorization)
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
        RefuseToken(http.Request.Headers["x-amz-security-token"].ToString());

        var timestamp = Timestamp(http);
        if ((time.GetUtcNow() - timestamp).Duration() > MaxSkew)
        {
            throw S3Error.RequestTimeTooSkewed.With(
                S3Error.RequestTimeTooSkewed.Message,
                ("RequestTime", Format(timestamp)),
                ("ServerTime", Format(time.GetUtcNow())),
                ("MaxAllowedSkewMilliseconds", MaxSkew.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)));
        }
        if (!Format(timestamp).StartsWith(credential.Date, StringComparison.Ordinal))
        {
            throw S3Error.AuthorizationHeaderMalformed.With($"The date in the credential, {credential.Date}, is not the date of the request, {Format(timestamp)}.");
        }
        CheckSigned(http, signedHeaders);
        var payload = http.Request.Headers[S3Headers.ContentSha256].ToString();
        if (payload.Length == 0)
        {
            throw S3Error.InvalidRequest.With("Missing required header for this request: x-amz-content-sha256");
        }
        var scope = SigningScope.Derive(options.SecretKey, Format(timestamp), credential.Date, credential.Region, credential.Service);
        var stringToSign = CanonicalRequest.StringToSign(http, request, scope, signedHeaders, payload);
        Compare(scope.Sign(stringToSign), given, stringToSign);
        return new Signature(scope, given);
    }

    private Signature FromQuery(HttpContext http, S3Request request)
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
        if (!TryParseTimestamp(date, out var timestamp))
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
        RefuseToken(request["X-Amz-Security-Token"]);
        if (!date.StartsWith(credential.Date, StringComparison.Ordinal))
        {
            throw S3Error.AuthorizationQueryParametersError.With("Invalid credential date. The credential date does not match X-Amz-Date.");
        }
        var now = time.GetUtcNow();
        if (timestamp - now > MaxSkew)
        {
            throw S3Error.AccessDenied.With("Request is not valid yet");
        }
        if (now > timestamp.AddSeconds(seconds))
        {
            throw S3Error.AccessDenied.With(
                "Request has expired",
                ("X-Amz-Expires", expires),
                ("Expires", Format(timestamp.AddSeconds(seconds))),
                ("ServerTime", Format(now)));
        }
        CheckSigned(http, signedHeaders);
        var payload = http.Request.Headers[S3Headers.ContentSha256].ToString();
        payload = payload.Length > 0 ? payload : request["X-Amz-Content-Sha256"] ?? PayloadNames.Unsigned;
        var scope = SigningScope.Derive(options.SecretKey, date, credential.Date, credential.Region, credential.Service);
        var stringToSign = CanonicalRequest.StringToSign(http, request, scope, signedHeaders, payload);
        Compare(scope.Sign(stringToSign), given, stringToSign);
        return new Signature(scope, given);
    }

    private static void CheckSigned(HttpContext http, string[] signedHeaders)
    {
        if (!signedHeaders.Contains("host"))
        {
            throw S3Error.AccessDenied.With("There were headers present in the request which were not signed", ("HeadersNotSigned", "host"));
        }
        foreach (var (name, _) in http.Request.Headers)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !signedHeaders.Contains(name.ToLowerInvariant()))
            {
                throw S3Error.AccessDenied.With("There were headers present in the request which were not signed", ("HeadersNotSigned", name.ToLowerInvariant()));
            }
        }
    }

    private static void Compare(string expected, string given, string stringToSign)
    {
        if (!SigningScope.Same(expected, given))
        {
            throw S3Error.SignatureDoesNotMatch.With(
                S3Error.SignatureDoesNotMatch.Message, ("SignatureProvided", given), ("StringToSign", stringToSign));
        }
    }

    private static void RefuseToken(string? token)
    {
        if (!string.IsNullOrEmpty(token))
        {
            throw S3Error.InvalidToken.With("This server knows no session tokens; send the request without x-amz-security-token.");
        }
    }

    private static DateTimeOffset Timestamp(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TryGetValue("x-amz-date", out var amz))
        {
            return TryParseTimestamp(amz.ToString(), out var timestamp) ? timestamp
                : throw S3Error.AccessDenied.With("AWS authentication requires a valid Date or x-amz-date header");
        }
        return DateTimeOffset.TryParse(headers.Date.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            || TryParseTimestamp(headers.Date.ToString(), out date)
            ? date.ToUniversalTime()
            : throw S3Error.AccessDenied.With("AWS authentication requires a valid Date or x-amz-date header");
    }

    private static bool TryParseTimestamp(string text, out DateTimeOffset timestamp) => DateTimeOffset.TryParseExact(
        text, SigningScope.TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out timestamp);

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(SigningScope.TimestampFormat, CultureInfo.InvariantCulture);
}
