using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Notifications;

/// <summary>Writes to the console logs of a resource's replicas.</summary>
internal sealed class ResourceLogger(ResourceLog[] logs) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        var entry = new ResourceLogEntry(
            DateTime.UtcNow,
            exception is null ? text : $"{text}\n{exception}",
            logLevel >= LogLevel.Error);

        foreach (var log in logs)
        {
            log.Add([entry], keep: true);
        }
    }
}
