using System.Diagnostics.Metrics;

namespace Platform.Api;

/// <summary>What the shop's owner wants to count.</summary>
internal static class ShopTelemetry
{
    public const string Name = "Platform.Shop";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Placed = Meter.CreateCounter<long>("shop.orders.placed", "{order}", "Orders placed.");

    private static readonly Counter<double> Revenue = Meter.CreateCounter<double>(
        "shop.orders.revenue", "EUR", "Value of the orders placed, in euros.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "shop.orders.refused", "{order}", "Orders that were not accepted, by reason.");

    private static readonly Counter<long> Payments = Meter.CreateCounter<long>(
        "shop.payments.settled", "{payment}", "Payments that came to an end, by status.");

    private static readonly Counter<long> Media = Meter.CreateCounter<long>(
        "shop.media.inspected", "{object}", "Uploads that were inspected, by status.");

    private static readonly Histogram<double> MediaDuration = Meter.CreateHistogram<double>(
        "shop.media.duration", "s", "Time the inspection of an upload took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] });

    public static void OrderPlaced(decimal total)
    {
        Placed.Add(1);
        Revenue.Add((double)total);
    }

    public static void OrderRefused(string reason) => Refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void PaymentSettled(string status) => Payments.Add(1, new KeyValuePair<string, object?>("status", status));

    public static void MediaInspected(string status, TimeSpan duration)
    {
        Media.Add(1, new KeyValuePair<string, object?>("status", status));
        MediaDuration.Record(duration.TotalSeconds);
    }
}
