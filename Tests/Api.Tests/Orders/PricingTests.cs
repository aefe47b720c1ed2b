using FsCheck;
using FsCheck.Fluent;
using Platform.Api.Http;
using Platform.Api.Orders;
using Check = FsCheck.Check;

namespace Platform.Api.Tests.Orders;

public sealed class PricingTests
{
    private static readonly Arbitrary<OrderItem[]> Items =
        (from product in Gen.Choose(1, 20) from quantity in Gen.Choose(1, 100) select new OrderItem(product, quantity)).ArrayOf().ToArbitrary();

    [Fact]
    public void Putting_items_together_keeps_how_many_of_each_product_are_wanted() => Check.QuickThrowOnFailure(Prop.ForAll(Items, items =>
    {
        var normal = Pricing.Normalise(items);
        return normal.Sum(item => item.Quantity) == items.Sum(item => item.Quantity)
            && normal.Select(item => item.ProductId).SequenceEqual(items.Select(item => item.ProductId).Distinct().Order());
    }));

    [Fact]
    public void The_order_in_which_items_are_named_does_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(Items, items =>
        Pricing.Normalise(items).SequenceEqual(Pricing.Normalise(items.Reverse()))));

    [Fact]
    public void The_total_is_exact_and_adds_up_line_by_line()
    {
        var lines = (from cents in Gen.Choose(0, 99_999_999) from quantity in Gen.Choose(1, 100) select (Price: cents / 100m, Quantity: quantity)).ArrayOf().ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(lines, items =>
        {
            var total = Pricing.Total(items);
            var half = items.Length / 2;
            return total >= 0 && decimal.Round(total, 2) == total
                && total == Pricing.Total(items[..half]) + Pricing.Total(items[half..]);
        }));
    }

    [Fact]
    public void Pages_within_the_limits_cover_every_entry_once()
    {
        var pages = (from size in Gen.Choose(1, Paging.MaxSize) from count in Gen.Choose(0, 1000) select (Size: size, Count: count)).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(pages, input =>
        {
            List<int> seen = [];
            for (var number = 1; number <= (input.Count / input.Size) + 1; number++)
            {
                if (Paging.Parse(number, input.Size, out var page).Count > 0)
                {
                    return false;
                }

                seen.AddRange(Enumerable.Range(0, input.Count).Skip(page.Offset).Take(page.Size));
            }

            return seen.SequenceEqual(Enumerable.Range(0, input.Count));
        }));
    }
}
