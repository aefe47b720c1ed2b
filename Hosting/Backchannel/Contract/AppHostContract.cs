using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Backchannel.Contract;

/// <summary>An argument that carries nothing we need.</summary>
internal sealed record EmptyRequest;

/// <summary>An empty answer.</summary>
internal sealed record EmptyResponse;

/// <summary>What this side can do; <c>aux.v3</c> sends resource properties as JSON values to those who can read them.</summary>
internal sealed record CapabilitiesResponse(string[] Capabilities);

/// <summary>The AppHost's process, and the CLI that started it, if one did.</summary>
internal sealed record AppHostInformation(
    string AppHostPath, int ProcessId, int? CliProcessId, DateTimeOffset? StartedAt, DateTimeOffset? CliStartedAt, string? CliLogFilePath);

/// <summary>The same as newer callers ask for it.</summary>
internal sealed record AppHostInfoResponse(
    string Pid, string AspireHostVersion, string AppHostPath, int? CliProcessId, DateTimeOffset? StartedAt, string? CliLogFilePath);

/// <summary>Whether the AppHost has started.</summary>
internal sealed record AppHostReadyResponse(bool IsReady);

/// <summary>A line of the AppHost's own log.</summary>
internal sealed record AppHostLogEntry(EventId EventId, LogLevel LogLevel, string Message, DateTimeOffset Timestamp, string CategoryName);

/// <summary>How to open the dashboard.</summary>
internal sealed record DashboardUrls(bool DashboardHealthy, string? BaseUrlWithLoginToken);

/// <summary>How to open the dashboard and its telemetry API.</summary>
internal sealed record DashboardInfoResponse(string? ApiBaseUrl, string? ApiToken, string[] DashboardUrls, bool IsHealthy);
