using System.Net;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Platform.Api.Pausing;

/// <summary>
/// Holds requests during a pause, and takes the two requests that begin and end one. They are answered only to who knows the key
/// and is on this machine; to others there is nothing of the kind.
/// </summary>
internal sealed class PauseControl(RequestDelegate next, PauseSettings settings, PauseGate gate, StoreLinks links)
{
    public const string PausePath = "/control/pause";
    public const string ResumePath = "/control/resume";
    public const string KeyHeader = "X-Pause-Key";

    // So long a request may take before the pause is given up, and with it no longer kept waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _changing = new(1, 1);

    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/control") && IsAllowed(context))
        {
            await ControlAsync(context);
        }
        else if (path == "/health/live" || path == "/health/startup" || path == "/metrics")
        {
            // The process lives, and says so.
            await next(context);
        }
        else
        {
            await gate.EnterAsync(context.RequestAborted);
            try
            {
                await next(context);
            }
            finally
            {
                gate.Leave();
            }
        }
    }

    private bool IsAllowed(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString()), Encoding.UTF8.GetBytes(settings.Key));

    private async Task ControlAsync(HttpContext context)
    {
        await _changing.WaitAsync(context.RequestAborted);
        try
        {
            context.Response.StatusCode = context.Request.Path.Value switch
            {
                PausePath => await PauseAsync() ? StatusCodes.Status204NoContent : StatusCodes.Status409Conflict,
                ResumePath => await ResumeAsync() ? StatusCodes.Status204NoContent : StatusCodes.Status409Conflict,
                _ => StatusCodes.Status404NotFound,
            };
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<bool> PauseAsync()
    {
        if (gate.IsPaused)
        {
            return true;
        }

        if (!await gate.PauseAsync(Patience))
        {
            return false;
        }

        var closed = false;
        try
        {
            await links.CloseAsync();
            closed = true;
        }
        catch (NpgsqlException)
        {
            // Gone before the pause: whoever asked for it does without.
        }
        finally
        {
            if (!closed)
            {
                gate.Resume();
            }
        }

        return closed;
    }

    // Whatever comes of it, nobody is kept waiting for longer.
    private async Task<bool> ResumeAsync()
    {
        if (!gate.IsPaused)
        {
            return true;
        }

        try
        {
            return await links.OpenAsync();
        }
        catch (NpgsqlException)
        {
            return false;
        }
        finally
        {
            gate.Resume();
        }
    }
}
