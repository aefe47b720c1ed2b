namespace Platform.LogShipper.Elasticsearch;

/// <summary>What became of an item.</summary>
/// <param name="Status">As an HTTP status.</param>
/// <param name="Type">The kind of error, or null.</param>
/// <param name="Reason">The error in words, or null.</param>
internal readonly record struct ItemAnswer(int Status, string? Type, string? Reason)
{
    /// <summary>It is there.</summary>
    public bool IsThere => Status is 200 or 201 or 409;

    /// <summary>It was there already: an earlier try had arrived, and its answer had not.</summary>
    public bool WasThere => Status is 409;

    /// <summary>The document itself is what Elasticsearch cannot take. Anything else is about Elasticsearch, and may pass.</summary>
    public bool IsRefused => Status is 400 or 413;
}
