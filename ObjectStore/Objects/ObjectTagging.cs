using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Objects;

internal static class ObjectTagging
{
    public static Task GetAsync(S3Context context)
    {
        var version = context.Store.Objects.Get(context.Bucket.Name, context.Key, context.VersionId);
        ObjectHeaders.WriteVersion(context, version);
        return context.Http.Response.WriteXmlAsync("Tagging", xml => TagSet.Write(xml, version.Tags));
    }

    public static async Task PutAsync(S3Context context)
    {
        var tags = TagSet.FromXml(await context.ReadBodyAsync(), TagSet.MaxObjectTags);
        var version = context.Store.Objects.Update(context.Bucket.Name, context.Key, context.VersionId, version => version with { Tags = tags });
        ObjectHeaders.WriteVersion(context, version);
    }

    public static Task DeleteAsync(S3Context context)
    {
        var version = context.Store.Objects.Update(context.Bucket.Name, context.Key, context.VersionId, version => version with { Tags = [] });
        ObjectHeaders.WriteVersion(context, version);
        context.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
