using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Pausing;

/// <summary>
/// Holds requests during a pause, and takes the two requests that begin and end one. They are answered only to who knows the key
/// and is on this machine; to others there is nothing of the kind.
/// </summary>
public sealed class PauseControl(RequestDelegate next, PauseSettings settings, PauseGate gate, IPausable data)
{
    /// <summary>A POST to it begins a pause: 204 when everything is let go, 409 when that cannot be done.</summary>
    public const string PausePath = "/control/pause";

    /// <summary>A POST to it ends the pause: 204, or 409 when only a restart helps.</summary>
    public const string ResumePath = "/control/resume";

    /// <summary>The header with the key of <see cref="PauseSettings"/>.</summary>
    public const string KeyHeader = "X-Pause-Key";

    // So long a request may take before the pause is given up, and with it no longer kept waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <summary>Takes a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
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
            closed = await data.CloseAsync();
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
            return await data.OpenAsync();
        }
        finally
        {
            gate.Resume();
        }
    }
}
