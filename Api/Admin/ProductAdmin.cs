using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Api.Catalogue;
using Platform.Api.Data;
using Platform.Api.Data.Model;
using Platform.Api.Http;

namespace Platform.Api.Admin;

/// <summary>Adds, changes and removes products and categories.</summary>
internal static class ProductAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapPost("/categories", AddCategory).WithName("AddCategory").WithSummary("Adds a category");
        admin.MapPost("/products", Add).WithName("AddProduct").WithSummary("Adds a product");
        admin.MapPut("/products/{id:int}", Change).WithName("ChangeProduct").WithSummary("Changes a product; with If-Match only when it is still that version");
        admin.MapDelete("/products/{id:int}", Remove).WithName("RemoveProduct").WithSummary("Removes a product that was never sold");
    }

    private static async Task<Results<Created<int>, ValidationProblem, ProblemHttpResult>> AddCategory(
        CategoryEdit edit, ShopContextFactory contexts, CataloguePages pages, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> problems = [];
        Check.That(problems, "slug", edit.Slug is { Length: <= 100 } slug && SlugFormat.IsRight(slug), "must be words of a to z and 0 to 9 joined by hyphens");
        Check.Text(problems, "name", edit.Name, 1, 100);
        Check.Text(problems, "description", edit.Description, 0, 1000);
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        await using var context = contexts.Create();
        var row = new CategoryRow { Slug = edit.Slug, Name = edit.Name, Description = edit.Description };
        context.Categories.Add(row);
        if (!await TrySaveAsync(context, cancellationToken))
        {
            return Taken($"There is a category with the slug '{edit.Slug}' already.");
        }

        await pages.ForgetCategoriesAsync();
        return TypedResults.Created("/api/v1/categories", row.Id);
    }

    private static async Task<Results<Created<int>, ValidationProblem, ProblemHttpResult>> Add(
        ProductEdit edit, ShopContextFactory contexts, TimeProvider time, CataloguePages pages, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        var check = await CheckAsync(edit, context, cancellationToken);
        if (check.CategoryId is not { } categoryId)
        {
            return TypedResults.ValidationProblem(check.Problems);
        }

        var row = new ProductRow { Sku = edit.Sku, Name = edit.Name, Description = edit.Description, CreatedAt = time.GetUtcNow() };
        Apply(edit, row, categoryId, time);
        context.Products.Add(row);
        if (!await TrySaveAsync(context, cancellationToken))
        {
            return Taken($"There is a product with the SKU '{edit.Sku}' already.");
        }

        await pages.ForgetCategoriesAsync();
        return TypedResults.Created($"/api/v1/products/{row.Id}", row.Id);
    }

    private static async Task<Results<NoContent, NotFound, ValidationProblem, ProblemHttpResult>> Change(
        int id, [FromHeader(Name = "If-Match")] string? ifMatch, ProductEdit edit, ShopContextFactory contexts, TimeProvider time, CataloguePages pages,
        CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await ProductVersion.LockAsync(context, id, cancellationToken) is not { } version
            || await context.Products.FindAsync([id], cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        if (ifMatch is not null && ifMatch != "*" && !ifMatch.Split(',', StringSplitOptions.TrimEntries).Contains(version))
        {
            return TypedResults.Problem(
                $"The product was changed or sold since; its version is {version} now. Read it again.", statusCode: StatusCodes.Status412PreconditionFailed);
        }

        var check = await CheckAsync(edit, context, cancellationToken);
        if (check.CategoryId is not { } categoryId)
        {
            return TypedResults.ValidationProblem(check.Problems);
        }

        Apply(edit, row, categoryId, time);
        if (!await TrySaveAsync(context, cancellationToken))
        {
            return Taken($"There is another product with the SKU '{edit.Sku}'.");
        }

        await transaction.CommitAsync(cancellationToken);
        await pages.ForgetAsync([id]);
        await pages.ForgetCategoriesAsync();
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Remove(
        int id, ShopContextFactory contexts, CataloguePages pages, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        try
        {
            if (await context.Products.Where(product => product.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return TypedResults.NotFound();
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return Taken("The product is part of orders or has images. Set its stock to 0 instead.");
        }

        await pages.ForgetAsync([id]);
        await pages.ForgetCategoriesAsync();
        return TypedResults.NoContent();
    }

    private static async Task<(int? CategoryId, Dictionary<string, string[]> Problems)> CheckAsync(
        ProductEdit edit, ShopContext context, CancellationToken cancellationToken)
    {
        var problems = edit.Problems();
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var categoryId = await context.Categories.Where(category => category.Slug == edit.Category)
            .Select(category => (int?)category.Id).FirstOrDefaultAsync(cancellationToken);
        Check.That(problems, "category", categoryId is not null, $"is '{edit.Category}'; there is no such category");
        return (categoryId, problems);
    }

    private static void Apply(ProductEdit edit, ProductRow row, int categoryId, TimeProvider time)
    {
        row.Sku = edit.Sku;
        row.Name = edit.Name;
        row.CategoryId = categoryId;
        row.Description = edit.Description;
        row.Price = edit.Price;
        row.Stock = edit.Stock ?? row.Stock;
        row.UpdatedAt = time.GetUtcNow();
    }

    private static async Task<bool> TrySaveAsync(ShopContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    private static ProblemHttpResult Taken(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}
