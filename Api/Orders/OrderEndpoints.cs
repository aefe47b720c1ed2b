using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Platform.Api.Carts;
using Platform.Api.Features;
using Platform.Api.Http;
using Platform.Api.Identity;
using Platform.Api.Payments;

namespace Platform.Api.Orders;

internal static class OrderEndpoints
{
    private const int MaxKeyLength = 100;

    public static void Map(RouteGroupBuilder group)
    {
        group.RequireAuthorization(Roles.Customer);
        group.MapPost("/", Place).WithName("PlaceOrder").WithSummary("Buys the given items, or the cart")
            .RequireFeature(FeatureNames.Checkout);
        group.MapGet("/", List).WithName("ListOrders").WithSummary("Lists one's own orders, newest first");
        group.MapGet("/{id:long}", Get).WithName("GetOrder").WithSummary("Shows one of one's own orders");
        group.MapPost("/{id:long}/cancel", Cancel).WithName("CancelOrder").WithSummary("Calls off an order that is not shipped");
    }

    private static async Task<Results<Created<Order>, Ok<Order>, ValidationProblem, ProblemHttpResult>> Place(
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        PlaceOrder request,
        ClaimsPrincipal user,
        Checkout checkout,
        CartStore carts,
        CancellationToken cancellationToken)
    {
        if (idempotencyKey is not { Length: > 0 and <= MaxKeyLength } || idempotencyKey.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return Invalid("Idempotency-Key", $"must be sent: 1 to {MaxKeyLength} visible ASCII characters, the same for every attempt of one order");
        }

        if (!PaymentTokens.IsPlausible(request.PaymentToken))
        {
            return Invalid("paymentToken", "is not a token of the payment provider, such as tok_ok");
        }

        if (request.Items is not { Count: > 0 } given)
        {
            return Answer(await PlaceCartAsync(idempotencyKey, request.PaymentToken, user.UserId(), checkout, carts, cancellationToken));
        }

        if (Pricing.ProblemsOfEach(given) is { Count: > 0 } wrong)
        {
            return TypedResults.ValidationProblem(wrong);
        }

        var items = Pricing.Normalise(given!);
        return Pricing.Problems(items) is { Count: > 0 } problems
            ? TypedResults.ValidationProblem(problems)
            : Answer(await checkout.PlaceAsync(user.UserId(), idempotencyKey, items, request.PaymentToken, cancellationToken));
    }

    // Once bought the cart is empty, so the key is looked up before the cart, and again when the cart turns out to be empty: the same
    // request may have been under way.
    private static async Task<CheckoutResult> PlaceCartAsync(
        string idempotencyKey, string paymentToken, int userId, Checkout checkout, CartStore carts, CancellationToken cancellationToken)
    {
        var result = await checkout.FindCartOrderAsync(userId, idempotencyKey, paymentToken, cancellationToken);
        if (result is null)
        {
            var cart = await carts.ReadAsync(userId);
            result = Pricing.Problems(cart) is not { Count: > 0 } problems
                ? await checkout.PlaceCartAsync(userId, idempotencyKey, cart, paymentToken, cancellationToken)
                : await checkout.FindCartOrderAsync(userId, idempotencyKey, paymentToken, cancellationToken) ?? new CheckoutResult.Wrong(problems);
        }

        if (result is CheckoutResult.Placed)
        {
            await carts.EmptyAfterOrderAsync(userId);
        }
        else if (result is CheckoutResult.Repeated repeated)
        {
            await carts.EmptyAfterOrderAsync(userId, [.. repeated.Order.Lines.Select(line => new OrderItem(line.ProductId, line.Quantity))]);
        }

        return result;
    }

    private static Results<Created<Order>, Ok<Order>, ValidationProblem, ProblemHttpResult> Answer(CheckoutResult result) => result switch
    {
        CheckoutResult.Placed placed => TypedResults.Created($"/api/v1/orders/{placed.Order.Id}", placed.Order),
        CheckoutResult.Repeated repeated => TypedResults.Ok(repeated.Order),
        CheckoutResult.Short shortage => TypedResults.Problem(
            "There is not enough in stock.",
            statusCode: StatusCodes.Status409Conflict,
            extensions: new Dictionary<string, object?> { ["shortages"] = shortage.Shortages.ToArray() }),
        CheckoutResult.Wrong wrong => TypedResults.ValidationProblem(wrong.Problems),
        CheckoutResult.TooDear dear => Invalid("items", $"cost {dear.Total}; an order may cost {Pricing.MaxTotal} at most"),
        _ => TypedResults.Problem(
            "This Idempotency-Key was used for another order. Use a new one for each order.", statusCode: StatusCodes.Status422UnprocessableEntity),
    };

    private static async Task<Results<Ok<OrderPage>, ValidationProblem>> List(
        int? page, int? size, ClaimsPrincipal user, OrderQueries orders, CancellationToken cancellationToken) =>
        Paging.Parse(page, size, out var paging) is { Count: > 0 } problems
            ? TypedResults.ValidationProblem(problems)
            : TypedResults.Ok(await orders.ListAsync(user.UserId(), null, paging.Page, paging.Size, cancellationToken));

    private static async Task<Results<Ok<Order>, NotFound>> Get(
        long id, ClaimsPrincipal user, OrderQueries orders, CancellationToken cancellationToken) =>
        await orders.FindAsync(id, user.UserId(), cancellationToken) is { } order ? TypedResults.Ok(order) : TypedResults.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> Cancel(
        long id, ClaimsPrincipal user, OrderChanges changes, CancellationToken cancellationToken) =>
        await changes.CancelAsync(id, user.UserId(), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("There is no such order that could be called off.", statusCode: StatusCodes.Status409Conflict);

    private static ValidationProblem Invalid(string name, string problem) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [name] = [problem] });
}
