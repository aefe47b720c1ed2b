using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform.Api.Data;
using Platform.Api.Data.Model;
using Platform.Api.Http;
using Platform.Api.Identity;

namespace Platform.Api.Admin;

/// <summary>Users and keys for machines.</summary>
internal static class UserAdmin
{
    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/users", List).WithName("ListUsers").WithSummary("Lists users");
        admin.MapPut("/users/{id:int}", Change).WithName("ChangeUser").WithSummary("Sets a user's roles and whether they may sign in");
        admin.MapGet("/api-keys", ListKeys).WithName("ListApiKeys").WithSummary("Lists keys for machines");
        admin.MapPost("/api-keys", AddKey).WithName("AddApiKey").WithSummary("Makes a key for a machine; it is shown once");
        admin.MapDelete("/api-keys/{id:int}", RevokeKey).WithName("RevokeApiKey").WithSummary("Makes a key worthless");
    }

    private static async Task<Results<Ok<UserPage>, ValidationProblem>> List(
        int? page, int? size, ShopContextFactory contexts, CancellationToken cancellationToken)
    {
        if (Paging.Parse(page, size, out var paging) is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        await using var context = contexts.Create();
        var total = await context.Users.CountAsync(cancellationToken);
        var users = await context.Users.AsNoTracking().OrderBy(user => user.Id).Skip(paging.Offset).Take(paging.Size)
            .Select(user => new UserItem(user.Id, user.Email, user.Name, user.Locked, user.Roles.Select(role => role.Role).ToList(), user.CreatedAt))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new UserPage(users, total, paging.Page, paging.Size));
    }

    private static async Task<Results<NoContent, NotFound, ValidationProblem, ProblemHttpResult>> Change(
        int id, UserEdit edit, ClaimsPrincipal administrator, ShopContextFactory contexts, LivingTokens tokens, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> problems = [];
        Check.That(
            problems, "roles", edit.Roles is { Count: > 0 } roles && roles.All(role => role is Roles.Admin or Roles.Customer),
            $"must be one or both of {Roles.Admin}, {Roles.Customer}");
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        if (id == administrator.UserId() && (edit.Locked || !edit.Roles.Contains(Roles.Admin)))
        {
            return TypedResults.Problem("Administrators cannot lock themselves out. Ask another one.", statusCode: StatusCodes.Status409Conflict);
        }

        await using var context = contexts.Create();
        if (await context.Users.Include(user => user.Roles).FirstOrDefaultAsync(user => user.Id == id, cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        row.Locked = edit.Locked;
        row.SecurityStamp = Guid.NewGuid().ToString("N");
        row.Roles.RemoveAll(role => !edit.Roles.Contains(role.Role));
        row.Roles.AddRange(edit.Roles.Distinct().Where(role => row.Roles.All(known => known.Role != role)).Select(role => new UserRoleRow { UserId = id, Role = role }));
        await context.SaveChangesAsync(cancellationToken);
        tokens.Forget(id);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<List<ApiKeyItem>>> ListKeys(ShopContextFactory contexts, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        return TypedResults.Ok(await context.ApiKeys.AsNoTracking().OrderBy(key => key.Id)
            .Select(key => new ApiKeyItem(key.Id, key.Name, key.Role, key.Prefix, key.CreatedAt, key.ExpiresAt, key.RevokedAt))
            .ToListAsync(cancellationToken));
    }

    private static async Task<Results<Created<NewApiKey>, ValidationProblem>> AddKey(
        ApiKeyRequest request, ClaimsPrincipal administrator, ShopContextFactory contexts, TimeProvider time, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> problems = [];
        Check.Text(problems, "name", request.Name, 1, 100);
        Check.That(problems, "role", request.Role is Roles.Admin or Roles.Customer, $"is '{request.Role}'; it must be {Roles.Admin} or {Roles.Customer}");
        Check.That(problems, "expiresAt", request.ExpiresAt is null || request.ExpiresAt > time.GetUtcNow(), "is in the past");
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var (key, prefix, hash) = ApiKeys.Create();
        await using var context = contexts.Create();
        var row = new ApiKeyRow
        {
            Name = request.Name,
            Role = request.Role,
            Prefix = prefix,
            Hash = hash,
            CreatedBy = administrator.UserId(),
            CreatedAt = time.GetUtcNow(),
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        context.ApiKeys.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.Created("/api/v1/admin/api-keys", new NewApiKey(row.Id, key, prefix));
    }

    private static async Task<Results<NoContent, NotFound>> RevokeKey(
        int id, ShopContextFactory contexts, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        var now = time.GetUtcNow();
        var changed = await context.ApiKeys.Where(key => key.Id == id && key.RevokedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(key => key.RevokedAt, now), cancellationToken);
        return changed == 1 ? TypedResults.NoContent() : TypedResults.NotFound();
    }
}
