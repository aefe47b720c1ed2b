namespace Platform.LogShipper.Elasticsearch;

/// <summary>What became of an item.</summary>
/// <param name="Status">As an HTTP status.</param>
/// <param name="Type">The kind of error, or null.</param>
/// <param name="Reason">The error in words, or null.</param>
internal readonly record struct ItemAnswer(int Status, string? Type, string? Reason)
{
    /// <summary>The type of an item that is refused even when it is sent alone: no part of a request with it is carried out.</summary>
    public const string RequestRefused = "request_refused";

    /// <summary>The type of an item that is where nobody finds it.</summary>
    public const string FailureStore = "failure_store";

    private static readonly string?[] DocumentErrors =
    [
        "document_parsing_exception", "mapper_parsing_exception", "strict_dynamic_mapping_exception", "parsing_exception", "parse_exception", "x_content_parse_exception",
        RequestRefused, FailureStore,
    ];

    /// <summary>It is there.</summary>
    public bool IsThere => Status is 200 or 201 or 409;

    /// <summary>It was there already: an earlier try had arrived, and its answer had not.</summary>
    public bool WasThere => Status is 409;

    /// <summary>
    /// The document itself is what Elasticsearch cannot take. Anything else is about Elasticsearch, and may pass: it also answers 400 where
    /// the cluster has no room for another shard (validation_exception) or an index is closed (index_closed_exception).
    /// </summary>
    public bool IsRefused => Status is 413 || (Status is 400 && (DocumentErrors.Contains(Type) || (Type is "illegal_argument_exception" && IsAboutField)));

    // Document contains at least one immense term in field="properties" (whose UTF8 encoding is longer than the max length 32766) ...
    private bool IsAboutField => Reason is { } reason && (reason.Contains("field=", StringComparison.Ordinal) || reason.Contains("field [", StringComparison.Ordinal));
}
