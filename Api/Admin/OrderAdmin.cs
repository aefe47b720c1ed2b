using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Api.Http;
using Platform.Api.Orders;

namespace Platform.Api.Admin;

/// <summary>Shows and ships the orders of all customers.</summary>
internal static class OrderAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/orders", List).WithName("ListAllOrders").WithSummary("Lists orders of all customers, newest first");
        admin.MapGet("/orders/{id:long}", Get).WithName("GetAnyOrder").WithSummary("Shows any order");
        admin.MapPost("/orders/{id:long}/ship", Ship).WithName("ShipOrder").WithSummary("Marks a paid order as shipped");
        admin.MapPost("/orders/{id:long}/cancel", Cancel).WithName("CancelAnyOrder").WithSummary("Calls off an order that is not shipped");
    }

    private static async Task<Results<Ok<OrderPage>, ValidationProblem>> List(
        string? status, int? page, int? size, OrderQueries orders, CancellationToken cancellationToken)
    {
        var problems = Paging.Parse(page, size, out var paging);
        Check.That(problems, "status", status is null || OrderStatus.All.Contains(status), $"is '{status}'; it must be one of {string.Join(", ", OrderStatus.All)}");
        return problems.Count > 0
            ? TypedResults.ValidationProblem(problems)
            : TypedResults.Ok(await orders.ListAsync(null, status, paging.Page, paging.Size, cancellationToken));
    }

    private static async Task<Results<Ok<Order>, NotFound>> Get(long id, OrderQueries orders, CancellationToken cancellationToken) =>
        await orders.FindAsync(id, null, cancellationToken) is { } order ? TypedResults.Ok(order) : TypedResults.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> Ship(long id, OrderChanges changes, CancellationToken cancellationToken) =>
        await changes.ShipAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("There is no such order that is paid.", statusCode: StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> Cancel(long id, OrderChanges changes, CancellationToken cancellationToken) =>
        await changes.CancelAsync(id, null, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("There is no such order that could be called off.", statusCode: StatusCodes.Status409Conflict);
}
