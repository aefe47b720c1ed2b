namespace Platform.Api.Features;

/// <summary>The switches; rows of the table feature_flags.</summary>
internal static class FeatureNames
{
    /// <summary>New customers may register.</summary>
    public const string Registration = nameof(Registration);

    /// <summary>Orders may be placed.</summary>
    public const string Checkout = nameof(Checkout);

    /// <summary>A search that finds nothing is tried again with similar words.</summary>
    public const string SimilarWords = nameof(SimilarWords);
}
