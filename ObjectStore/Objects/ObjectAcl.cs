using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

internal static class ObjectAcl
{
    public static Task GetAsync(S3Context context)
    {
        var version = context.Store.Objects.Get(context.Bucket.Name, context.Key, context.VersionId);
        ObjectHeaders.WriteVersion(context, version);
        return Acl.WriteAsync(context);
    }

    public static async Task PutAsync(S3Context context)
    {
        context.Store.Objects.Get(context.Bucket.Name, context.Key, context.VersionId);
        await Acl.CheckAsync(context);
    }
}
