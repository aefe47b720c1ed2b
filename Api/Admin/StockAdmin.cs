using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Platform.Api.Catalogue;

namespace Platform.Api.Admin;

/// <summary>How many of a product there are: changed by what came in or went out, so that sales at the same moment are not lost.</summary>
internal static class StockAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/products/{id:int}", Get).WithName("GetProductNow").WithSummary("Shows a product as it is this moment, with its version as ETag");
        admin.MapPost("/products/{id:int}/stock", Change).WithName("ChangeStock").WithSummary("Adds pieces to a product's stock, or takes some away");
    }

    private static async Task<Results<Ok<Product>, NotFound>> Get(
        int id, HttpResponse response, NpgsqlDataSource database, ProductQueries queries, CancellationToken cancellationToken)
    {
        // The version is read first: who changes the product in between makes it an old one, and no change is lost.
        var version = await ProductVersion.ReadAsync(database, id, cancellationToken);
        if (version is null || await queries.FindAsync(id, cancellationToken) is not { } product)
        {
            return TypedResults.NotFound();
        }

        response.Headers.ETag = version;
        return TypedResults.Ok(product);
    }

    private static async Task<Results<Ok<StockLevel>, NotFound, ProblemHttpResult>> Change(
        int id, StockChange body, NpgsqlDataSource database, CataloguePages pages, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH changed AS (
                UPDATE products SET stock = stock + $2, updated_at = now()
                WHERE id = $1 AND stock::bigint + $2 BETWEEN 0 AND 2147483647 RETURNING stock)
            SELECT (SELECT stock FROM changed), EXISTS (SELECT FROM products WHERE id = $1)
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = body.Change });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (!reader.IsDBNull(0))
        {
            await pages.ForgetAsync([id]);
            return TypedResults.Ok(new StockLevel(reader.GetInt32(0)));
        }

        return reader.GetBoolean(1)
            ? TypedResults.Problem($"A change of {body.Change} would leave less than nothing, or more than 2147483647.", statusCode: StatusCodes.Status409Conflict)
            : TypedResults.NotFound();
    }
}
