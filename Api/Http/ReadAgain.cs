using Npgsql;

namespace Platform.Api.Http;

/// <summary>
/// A connection waits in the pool between requests. When the server was restarted or ended the session meanwhile, only the next
/// statement finds out. What merely reads is then done again on another connection: its caller should not see this.
/// </summary>
internal static class ReadAgain
{
    // The first failure has the pool throw away what it holds, so the second attempt opens anew.
    private const int MaxAttempts = 3;

    /// <summary>Answers GET and HEAD again when a connection from the pool was dead.</summary>
    public static IApplicationBuilder UseReadAgain(this IApplicationBuilder app) => app.Use(async (context, next) =>
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
            catch (Exception e) when (attempt < MaxAttempts && !context.Response.HasStarted && IsDeadConnection(e))
            {
                // The pool has dropped it.
            }
        }
    });

    /// <summary>Reads, and once more when the connection from the pool was dead; for what a request that changes something reads first.</summary>
    public static async Task<T> OnLivingConnectionAsync<T>(Func<Task<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read();
            }
            catch (Exception e) when (attempt < MaxAttempts && IsDeadConnection(e))
            {
                // The pool has dropped it.
            }
        }
    }

    /// <summary>Whether an open connection broke. One that could not be opened at all has no stream that could fail.</summary>
    internal static bool IsDeadConnection(Exception exception) => exception switch
    {
        PostgresException ended => ended.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout,
        NpgsqlException broken => broken.InnerException is IOException,
        _ => exception.InnerException is { } inner && IsDeadConnection(inner),
    };
}
