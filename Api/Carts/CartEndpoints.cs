using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Api.Catalogue;
using Platform.Api.Identity;
using Platform.Api.Orders;

namespace Platform.Api.Carts;

/// <summary>A product in the cart at its present price.</summary>
internal sealed record CartLine(int ProductId, string Name, decimal Price, int Quantity, bool InStock);

/// <summary>What somebody is about to buy.</summary>
internal sealed record Cart(IReadOnlyList<CartLine> Items, decimal Total);

/// <summary>How many of a product.</summary>
internal sealed record CartQuantity(int Quantity);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Cart))]
[JsonSerializable(typeof(CartQuantity))]
internal sealed partial class CartJson : JsonSerializerContext;

internal static class CartEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.RequireAuthorization(Roles.Customer);
        group.MapGet("/", Get).WithName("GetCart").WithSummary("Shows one's cart at present prices");
        group.MapPut("/items/{productId:int}", Set).WithName("SetCartItem").WithSummary("Sets how many of a product are in the cart");
        group.MapDelete("/items/{productId:int}", Remove).WithName("RemoveCartItem").WithSummary("Takes a product out of the cart");
        group.MapDelete("/", Empty).WithName("EmptyCart").WithSummary("Empties the cart");
    }

    private static async Task<Ok<Cart>> Get(ClaimsPrincipal user, CartStore carts, ProductQueries products, CancellationToken cancellationToken)
    {
        var items = await carts.ReadAsync(user.UserId());
        var known = await products.FindManyAsync([.. items.Select(item => item.ProductId)], cancellationToken);
        CartLine[] lines =
        [
            .. from item in items
               join product in known on item.ProductId equals product.Id
               select new CartLine(product.Id, product.Name, product.Price, item.Quantity, product.Stock >= item.Quantity),
        ];
        return TypedResults.Ok(new Cart(lines, Pricing.Total(lines.Select(line => (line.Price, line.Quantity)))));
    }

    private static async Task<Results<NoContent, NotFound, ValidationProblem, ProblemHttpResult>> Set(
        int productId, CartQuantity body, ClaimsPrincipal user, CartStore carts, CataloguePages pages, CancellationToken cancellationToken)
    {
        if (body.Quantity is < 1 or > Pricing.MaxQuantity)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["quantity"] = [$"is {body.Quantity}; it must be from 1 to {Pricing.MaxQuantity}"],
            });
        }

        if (await pages.FindAsync(productId, cancellationToken) is null)
        {
            return TypedResults.NotFound();
        }

        return await carts.SetAsync(user.UserId(), productId, body.Quantity)
            ? TypedResults.NoContent()
            : TypedResults.Problem($"The cart holds {Pricing.MaxLines} products, which is the most.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<NoContent> Remove(int productId, ClaimsPrincipal user, CartStore carts)
    {
        await carts.SetAsync(user.UserId(), productId, 0);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Empty(ClaimsPrincipal user, CartStore carts)
    {
        await carts.EmptyAsync(user.UserId());
        return TypedResults.NoContent();
    }
}
