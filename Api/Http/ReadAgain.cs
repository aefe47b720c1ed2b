using Npgsql;

namespace Platform.Api.Http;

/// <summary>
/// A connection waits in the pool between requests. When the server was restarted or ended the session meanwhile, only the next
/// statement finds out; and when a migration changed a column meanwhile, a prepared statement is refused once per connection. What
/// merely reads is then done again: its caller should not see this.
/// </summary>
internal static class ReadAgain
{
    // After the first failure the pool throws away what it holds, so the second attempt opens anew.
    private const int MaxAttempts = 3;

    /// <summary>Answers GET and HEAD again when it was the connection's fault.</summary>
    public static IApplicationBuilder UseReadAgain(this IApplicationBuilder app)
    {
        var database = app.ApplicationServices.GetRequiredService<NpgsqlDataSource>();
        return app.Use((context, next) => AnswerAsync(database, context, next));
    }

    /// <summary>
    /// Reads, and once more when it was the connection's fault; for what a request that changes something reads first, and for what
    /// may be done twice.
    /// </summary>
    public static async Task<T> OnLivingConnectionAsync<T>(NpgsqlDataSource database, Func<Task<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (Exception e) when (attempt < MaxAttempts && LiesWithTheConnection(e))
            {
                database.Clear();
            }
        }
    }

    private static async Task AnswerAsync(NpgsqlDataSource database, HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await next(context);
                return;
            }
            catch (Exception e) when (attempt < MaxAttempts && !context.Response.HasStarted && LiesWithTheConnection(e))
            {
                database.Clear();
            }
        }
    }

    // An open connection broke; one that could not be opened at all has no stream that could fail. Or what was prepared on it is out
    // of date.
    private static bool LiesWithTheConnection(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" } => true,
        PostgresException ended => ended.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout,
        NpgsqlException broken => broken.InnerException is IOException,
        _ => exception.InnerException is { } inner && LiesWithTheConnection(inner),
    };
}
