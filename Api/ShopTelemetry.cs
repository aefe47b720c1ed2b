using System.Diagnostics.Metrics;
using Platform.Api.Payments;

namespace Platform.Api;

/// <summary>What the shop's owner wants to count.</summary>
internal static class ShopTelemetry
{
    public const string Name = "Platform.Shop";

    /// <summary>Why an order is refused.</summary>
    public const string OutOfStock = "stock";

    /// <summary>How the inspection of an upload ends.</summary>
    public const string MediaUsable = "usable";

    /// <inheritdoc cref="MediaUsable"/>
    public const string MediaRejected = "rejected";

    private static readonly Meter Meter = new(Name);

    private static readonly KnownCounter Placed = new(Meter, "shop.orders.placed", "{order}", "Orders placed.");
    private static readonly KnownCounter Revenue = new(Meter, "shop.orders.revenue", "EUR", "Value of the orders placed, in euros.");
    private static readonly KnownCounter Refused = new(Meter, "shop.orders.refused", "{order}", "Orders that were not accepted, by reason.", "reason");
    private static readonly KnownCounter Payments = new(Meter, "shop.payments.settled", "{payment}", "Payments that came to an end, by status.", "status");
    private static readonly KnownCounter Media = new(Meter, "shop.media.inspected", "{object}", "Uploads that were inspected, by status.", "status");

    private static readonly Histogram<double> MediaDuration = Meter.CreateHistogram<double>(
        "shop.media.duration", "s", "Time the inspection of an upload took.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] });

    private static RecentOrders? _recent;

    static ShopTelemetry()
    {
        // From the database, so that a restart forgets nothing. Every replica measures the same orders.
        Meter.CreateObservableGauge("shop.orders.recent", () => Measured(_recent?.Count), "{order}", "Orders of the last 24 hours.");
        Meter.CreateObservableGauge("shop.orders.recent.value", () => Measured(_recent?.Value), "EUR", "Value of the orders of the last 24 hours, in euros, without declined and cancelled ones.");
        OrderPlaced(count: 0, total: 0);
        Refused.Add(0, OutOfStock);
        foreach (var status in new[] { PaymentStatus.Succeeded, PaymentStatus.Declined })
        {
            Payments.Add(0, status);
        }

        foreach (var status in new[] { MediaUsable, MediaRejected })
        {
            Media.Add(0, status);
        }
    }

    /// <summary>Every series is there from now on.</summary>
    public static void Begin() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(ShopTelemetry).TypeHandle);

    public static void Set(RecentOrders recent) => _recent = recent;

    public static void OrderPlaced(decimal total) => OrderPlaced(1, total);

    public static void OrderRefused(string reason) => Refused.Add(1, reason);

    public static void PaymentSettled(string status) => Payments.Add(1, status);

    public static void MediaInspected(string status, TimeSpan duration)
    {
        Media.Add(1, status);
        MediaDuration.Record(duration.TotalSeconds);
    }

    private static void OrderPlaced(int count, decimal total)
    {
        Placed.Add(count);
        Revenue.Add((double)total);
    }

    // Nothing before it has been read for the first time.
    private static IEnumerable<Measurement<T>> Measured<T>(T? value)
        where T : struct => value is { } known ? [new(known)] : [];
}

/// <summary>The orders of the last 24 hours.</summary>
/// <param name="Count">All that were placed.</param>
/// <param name="Value">What those are worth that are neither declined nor cancelled, in euros.</param>
internal sealed record RecentOrders(long Count, double Value);
