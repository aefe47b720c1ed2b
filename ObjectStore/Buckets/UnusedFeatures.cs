using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Buckets;

/// <summary>
/// Features that this server does not have and that tools such as Terraform ask about: they get the answer of a
/// bucket that does not use them. Switching them on is refused.
/// </summary>
internal static class UnusedFeatures
{
    public static IEnumerable<Operation> Operations { get; } =
    [
        .. Empty("Notification", "notification", "NotificationConfiguration"),
        .. Empty("Logging", "logging", "BucketLoggingStatus"),
        .. Empty("Accelerate", "accelerate", "AccelerateConfiguration"),
        .. Feature("RequestPayment", "requestPayment", context => WriteAsync(context, "RequestPaymentConfiguration", ("Payer", "BucketOwner"))),
        .. Feature("Website", "website", _ => throw S3Error.NoSuchWebsiteConfiguration),
        .. Feature("Replication", "replication", _ => throw S3Error.ReplicationConfigurationNotFound),
    ];

    private static IEnumerable<Operation> Empty(string name, string parameter, string root) =>
        Feature(name, parameter, context => WriteAsync(context, root));

    private static IEnumerable<Operation> Feature(string name, string parameter, Func<S3Context, Task> get) =>
    [
        new($"GetBucket{name}", "GET", Target.Bucket, parameter, $"s3:GetBucket{name}", context =>
        {
            _ = context.Bucket;
            return get(context);
        }),
        new($"PutBucket{name}", "PUT", Target.Bucket, parameter, $"s3:PutBucket{name}", _ => throw S3Error.NotImplemented),
        new($"DeleteBucket{name}", "DELETE", Target.Bucket, parameter, $"s3:PutBucket{name}", context =>
        {
            _ = context.Bucket;
            context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }),
    ];

    private static Task WriteAsync(S3Context context, string root, params (string Name, string Value)[] elements) =>
        context.Http.Response.WriteXmlAsync(root, xml =>
        {
            foreach (var (name, value) in elements)
            {
                xml.WriteElementString(name, value);
            }
        });
}
