namespace Platform.LogShipper.Elasticsearch;

/// <summary>What became of a bulk request.</summary>
/// <param name="Items">What became of each item, in the request's order; null when the request as a whole was not carried out.</param>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Reason">Why it was not carried out.</param>
internal sealed record BulkAnswer(IReadOnlyList<ItemAnswer>? Items, int Status, string Reason)
{
    /// <summary>The request itself is wrong or too large, and will be tomorrow: smaller parts of it may not be.</summary>
    public bool IsRefused => Items is null && Status is 400 or 413;
}
