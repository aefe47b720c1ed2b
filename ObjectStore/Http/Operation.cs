namespace Platform.ObjectStore.Http;

internal enum Target
{
    Service,
    Bucket,
    Object,
}

/// <summary>One operation of the S3 API.</summary>
/// <param name="Name">As in the API reference; names spans and metrics.</param>
/// <param name="Parameter">Query parameter that selects the operation; null for the plain one.</param>
/// <param name="Action">What a policy has to allow.</param>
/// <param name="Header">Header that selects the operation, such as x-amz-copy-source.</param>
internal sealed record Operation(
    string Name, string Method, Target Target, string? Parameter, string Action, Func<S3Context, Task> Handle, string? Header = null)
{
    public bool Matches(string method, Target target, S3Request request, IHeaderDictionary headers) =>
        Target == target && Method == method
        && (Parameter is null || request.Has(Parameter))
        && (Header is null || headers.ContainsKey(Header));
}
