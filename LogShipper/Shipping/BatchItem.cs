using Platform.LogShipper.Files;

namespace Platform.LogShipper.Shipping;

/// <summary>A line in a batch.</summary>
/// <param name="Start">Where its action begins in the body, bytes.</param>
/// <param name="Document">Where its document begins.</param>
/// <param name="Length">Both, with their line ends.</param>
/// <param name="Index">The data stream it goes to.</param>
/// <param name="Id">What Elasticsearch knows it by.</param>
/// <param name="Origin">Where it was read.</param>
internal sealed record BatchItem(int Start, int Document, int Length, string Index, string Id, LineOrigin Origin);
