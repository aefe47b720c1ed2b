using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Reads the scopes that are open where a line is logged. It is a provider of logs because only those are told of them.</summary>
internal sealed class ScopeReader : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Read(Action<KeyValuePair<string, object?>> take) => _scopes?.ForEachScope(
        static (scope, take) =>
        {
            foreach (var value in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                // The template of the scope says nothing that its values do not.
                if (value.Key != "{OriginalFormat}")
                {
                    take(value);
                }
            }
        },
        take);

    public ILogger CreateLogger(string categoryName) => NullLogger.Instance;

    public void Dispose()
    {
    }
}
