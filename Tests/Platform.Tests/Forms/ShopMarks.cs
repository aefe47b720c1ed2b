using System.Net;
using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>What a customer and an administrator have left in PostgreSQL, Redis and the storage.</summary>
/// <param name="Order">An order that the API has acknowledged.</param>
/// <param name="InCart">How many of a product are in the customer's cart.</param>
/// <param name="Image">An image that can be seen.</param>
internal sealed record ShopMarks(long Order, int InCart, string Image)
{
    /// <summary>Leaves something in each.</summary>
    public static async Task<ShopMarks> LeaveAsync(AppHostProcess run, int inCart = 3)
    {
        using var anna = await ShopCustomer.LogInAsync(run);
        using var administrator = await ShopCustomer.AdministratorAsync(run);
        await anna.PutIntoCartAsync(inCart);
        var image = await administrator.SendImageAsync();
        await Wait.UntilAsync(async () => await anna.ImageStatusAsync(image) is HttpStatusCode.OK, () => $"the image {image} cannot be seen");
        return new(await anna.BuyAsync(), inCart, image);
    }

    /// <summary>Waits until the shop shows all of it: it may still be finding its stores again.</summary>
    public async Task AssertThereAsync(AppHostProcess run)
    {
        var seen = "";
        await Wait.UntilAsync(
            async () =>
            {
                try
                {
                    using var anna = await ShopCustomer.LogInAsync(run);
                    var (order, inCart, image) = (await anna.OrderStatusAsync(Order), await anna.InCartAsync(), await anna.ImageStatusAsync(Image));
                    seen = $"the order {Order} answers {order}, {inCart} instead of {InCart} are in the cart, the image answers {image}";
                    return (order, inCart, image) == (HttpStatusCode.OK, InCart, HttpStatusCode.OK);
                }
                catch (HttpRequestException e)
                {
                    seen = e.Message;
                    return false;
                }
            },
            () => seen,
            pause: TimeSpan.FromMilliseconds(200));
    }
}
