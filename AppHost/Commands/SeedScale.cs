namespace Platform.AppHost.Commands;

/// <summary>How much test data the next run of the migrations resource puts in place: 1 is 500 products and more.</summary>
internal sealed class SeedScale : IResourceAnnotation
{
    public int Value { get; set; } = 1;
}
