namespace Platform.LogShipper.Elasticsearch;

/// <summary>What became of a bulk request.</summary>
/// <param name="Items">What became of each item, in the request's order; null when the request as a whole was not carried out.</param>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Type">The kind of error, or null.</param>
/// <param name="Reason">Why it was not carried out.</param>
internal sealed record BulkAnswer(IReadOnlyList<ItemAnswer>? Items, int Status, string? Type, string Reason)
{
    // The body is what could not be read. Everything else, such as a parameter that an old version does not know, is not about lines.
    private static readonly string?[] BodyErrors = ["parse_exception", "parsing_exception", "x_content_parse_exception", "json_parse_exception", "json_e_o_f_exception", "action_request_validation_exception"];

    /// <summary>The request's body is wrong or too large, and will be tomorrow: smaller parts of it may not be.</summary>
    public bool IsRefused => Items is null
        && (Status is 413 || (Status is 400 && (BodyErrors.Contains(Type) || (Type is "illegal_argument_exception" && Reason.StartsWith("Malformed", StringComparison.Ordinal)))));
}
