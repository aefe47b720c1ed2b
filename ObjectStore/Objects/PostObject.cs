using Platform.ObjectStore.Blobs;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Policy;
using Platform.ObjectStore.Signing;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Objects;

/// <summary>POST of a form to a bucket, as browsers upload.</summary>
internal static class PostObject
{
    public static async Task HandleAsync(S3Context context)
    {
        var bucket = context.Bucket;
        if (context.Http.Request.ContentLength is null)
        {
            throw S3Error.MissingContentLength;
        }
        var form = await PostForm.ReadAsync(context.Http, context.Cancelled);
        var fields = form.Fields;
        fields["bucket"] = bucket.Name;
        if (!fields.TryGetValue("key", out var key) || key.Length == 0)
        {
            throw S3Error.InvalidArgument.With("Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.", ("ArgumentName", "key"), ("ArgumentValue", ""));
        }
        var policy = Authorize(context, bucket, fields, key);
        key = key.Replace("${filename}", form.FileName.Split('/', '\\')[^1], StringComparison.Ordinal);
        WriteHeaders.CheckKey(key);
        if (context.Identity == Identity.Anonymous)
        {
            Access.Require(context, "s3:PutObject", bucket, key);
        }
        var stored = await StoreAsync(context, bucket, key, form, policy);
        await AnswerAsync(context, fields, bucket, key, stored);
    }

    private static PostPolicy? Authorize(S3Context context, Bucket bucket, Dictionary<string, string> fields, string key)
    {
        if (!fields.TryGetValue("policy", out var policy))
        {
            return context.Identity == Identity.Anonymous && fields.ContainsKey("x-amz-signature")
                ? throw S3Error.InvalidArgument.With("Bucket POST must contain a field named 'policy'.  If it is specified, please check the order of the fields.", ("ArgumentName", "policy"), ("ArgumentValue", ""))
                : null;
        }
        context.Store.Authenticator.CheckForm(fields, policy);
        context.Identity = Identity.Owner;
        return PostPolicy.Check(policy, fields, context.Now);
    }

    private static async Task<StoredObject> StoreAsync(S3Context context, Bucket bucket, string key, PostForm form, PostPolicy? policy)
    {
        var fields = form.Fields;
        var attributes = Attributes(fields, bucket);
        var tags = fields.TryGetValue("tagging", out var tagging)
            ? TagSet.FromXml(System.Text.Encoding.UTF8.GetBytes(tagging), TagSet.MaxObjectTags) : [];
        var retention = LockHeaders.Retention(fields.GetValueOrDefault(S3Headers.LockMode), fields.GetValueOrDefault(S3Headers.LockUntil), bucket, context.Now);
        var legalHold = LockHeaders.LegalHold(fields.GetValueOrDefault(S3Headers.LegalHold), bucket);
        var (algorithm, checksum) = Checksum(fields);
        using var blob = context.Store.Blobs.Begin();
        using var hasher = new ContentHasher(algorithm, needsSha256: false);
        var hashes = await Ingest.CopyAsync(
            new StreamSource(form.File), blob, hasher, policy?.MaxBytes ?? WriteHeaders.MaxObjectBytes, () => PutObject.TooLarge(blob.Length), null, context.Cancelled);
        if (blob.Length < policy?.MinBytes)
        {
            throw S3Error.EntityTooSmall.With(S3Error.EntityTooSmall.Message, ("ProposedSize", $"{blob.Length}"), ("MinSizeAllowed", $"{policy.MinBytes}"));
        }
        if (algorithm is { } chosen && hashes.Checksum!.Value != checksum)
        {
            throw S3Error.BadDigest.With($"The {chosen.Name()} you specified did not match the calculated checksum.");
        }
        if (ChecksumRequest.ParseMd5(fields.GetValueOrDefault("content-md5")) is { } md5 && Convert.ToHexStringLower(md5) != hashes.Md5)
        {
            throw S3Error.BadDigest.With("The Content-MD5 you specified did not match what we received.");
        }
        blob.Complete();
        return context.Store.Transact(transaction =>
        {
            transaction.Keep(blob);
            return context.Store.Objects.Put(transaction, bucket.Name, key, new StoredObject
            {
                Blob = blob.Length == 0 ? Guid.Empty : blob.Id,
                Size = blob.Length,
                ETag = hashes.Md5,
                LastModified = context.Now,
                Attributes = attributes,
                Tags = tags,
                Checksum = hashes.Checksum,
                Retention = retention,
                LegalHold = legalHold,
            }, WriteCondition.None);
        });
    }

    private static ObjectAttributes Attributes(Dictionary<string, string> fields, Bucket bucket)
    {
        if (fields.GetValueOrDefault("acl") is not (null or "private" or "bucket-owner-full-control"))
        {
            throw S3Error.AccessControlListNotSupported;
        }
        if (fields.GetValueOrDefault(S3Headers.Encryption) is not (null or "AES256"))
        {
            throw S3Error.InvalidEncryptionAlgorithm;
        }
        var headers = S3Headers.Kept.Where(fields.ContainsKey).Select(name => KeyValuePair.Create(name, HeaderText.Checked(name, HeaderText.FromUnicode(fields[name])))).ToList();
        if (!fields.ContainsKey("content-type"))
        {
            headers.Add(new("content-type", "binary/octet-stream"));
        }
        return new ObjectAttributes
        {
            Headers = headers,
            Metadata = WriteHeaders.Metadata(fields
                .Where(field => field.Key.StartsWith(S3Headers.MetadataPrefix, StringComparison.Ordinal))
                .Select(field => KeyValuePair.Create(field.Key[S3Headers.MetadataPrefix.Length..], HeaderText.FromUnicode(field.Value)))),
            StorageClass = WriteHeaders.StorageClass(fields.GetValueOrDefault(S3Headers.StorageClass)),
            Encrypted = fields.ContainsKey(S3Headers.Encryption) || bucket.EncryptsByDefault,
        };
    }

    private static (ChecksumAlgorithm? Algorithm, string? Value) Checksum(Dictionary<string, string> fields)
    {
        foreach (var algorithm in ChecksumNames.All)
        {
            if (fields.TryGetValue(algorithm.Header(), out var value))
            {
                return (algorithm, ChecksumRequest.Checked(algorithm, value));
            }
        }
        return (null, null);
    }

    private static Task AnswerAsync(S3Context context, Dictionary<string, string> fields, Bucket bucket, string key, StoredObject stored)
    {
        var response = context.Http.Response;
        ObjectHeaders.WriteStored(context, key, stored);
        var location = context.LocationOf(key);
        response.Headers.Location = location;
        var redirect = fields.GetValueOrDefault("success_action_redirect") ?? fields.GetValueOrDefault("redirect");
        if (Uri.TryCreate(redirect, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            response.StatusCode = StatusCodes.Status303SeeOther;
            response.Headers.Location =
                $"{redirect}{(redirect!.Contains('?') ? '&' : '?')}bucket={PercentCoding.Encode(bucket.Name)}&key={PercentCoding.Encode(key)}&etag={PercentCoding.Encode(XmlResponse.Quote(stored.ETag))}";
            return Task.CompletedTask;
        }
        switch (fields.GetValueOrDefault("success_action_status"))
        {
            case "200":
                return Task.CompletedTask;
            case "201":
                response.StatusCode = StatusCodes.Status201Created;
                return response.WriteXmlAsync("PostResponse", xml =>
                {
                    xml.WriteElementString("Location", location);
                    xml.WriteElementString("Bucket", bucket.Name);
                    xml.WriteElementString("Key", key);
                    xml.WriteElementString("ETag", XmlResponse.Quote(stored.ETag));
                });
            default:
                response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
        }
    }
}
