namespace Platform.Api.Orders;

/// <summary>What an order costs.</summary>
internal static class Pricing
{
    /// <summary>The most of one product in an order.</summary>
    public const int MaxQuantity = 100;

    /// <summary>The most different products in an order.</summary>
    public const int MaxLines = 50;

    /// <summary>The most an order may cost, in euros; what its column holds.</summary>
    public const decimal MaxTotal = 9_999_999_999.99m;

    public static decimal Total(IEnumerable<(decimal Price, int Quantity)> lines) => lines.Sum(line => line.Price * line.Quantity);

    /// <summary>Puts the same product together and orders by product, so that locks are always taken in the same order.</summary>
    public static IReadOnlyList<OrderItem> Normalise(IEnumerable<OrderItem> items) =>
    [
        .. items.GroupBy(item => item.ProductId)
            .Select(group => new OrderItem(group.Key, group.Sum(item => item.Quantity)))
            .OrderBy(item => item.ProductId),
    ];

    /// <summary>What is wrong with the items as they were sent, by name; empty when they may be put together.</summary>
    public static Dictionary<string, string[]> ProblemsOfEach(IEnumerable<OrderItem?> items)
    {
        Dictionary<string, string[]> problems = [];
        foreach (var item in items)
        {
            if (item is null)
            {
                problems["items"] = ["has an entry that is null"];
            }
            else if (item.Quantity is < 1 or > MaxQuantity)
            {
                problems[$"items[{item.ProductId}].quantity"] = [$"is {item.Quantity}; it must be from 1 to {MaxQuantity}"];
            }
        }

        return problems;
    }

    /// <summary>What is wrong with the items once they are put together, by name; empty when nothing is.</summary>
    public static Dictionary<string, string[]> Problems(IReadOnlyList<OrderItem> items)
    {
        var problems = ProblemsOfEach(items);
        if (items.Count is 0 or > MaxLines)
        {
            problems["items"] = [items.Count == 0 ? "is empty, and so is the cart" : $"has {items.Count} products; at most {MaxLines} are allowed"];
        }

        return problems;
    }
}
