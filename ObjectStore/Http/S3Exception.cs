namespace Platform.ObjectStore.Http;

/// <summary>Ends a request with an S3 error. Details become elements of the error document.</summary>
internal sealed class S3Exception(S3Error error, string message, (string Name, string Value)[] details) : Exception(message)
{
    public S3Exception(S3Error error)
        : this(error, error.Message, [])
    {
    }

    public S3Error Error => error;

    public (string Name, string Value)[] Details => details;

    /// <summary>Headers that the answer carries besides the usual ones.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];
}
