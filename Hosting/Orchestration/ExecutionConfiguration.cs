using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Orchestration;

/// <summary>The arguments and the environment of one start of a resource, with all values in them.</summary>
internal sealed record ExecutionConfiguration(IReadOnlyList<(string Value, bool IsSecret)> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <exception cref="DistributedApplicationException">A value is missing; the message names the variable or argument.</exception>
    public static async Task<ExecutionConfiguration> EvaluateAsync(IResource resource, DistributedApplicationExecutionContext executionContext, ILogger logger, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, object>();
        var environmentContext = new EnvironmentCallbackContext(executionContext, resource, environment, cancellationToken) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(environmentContext).ConfigureAwait(false);
        }

        var arguments = new List<object>();
        var argumentsContext = new CommandLineArgsCallbackContext(arguments, resource, cancellationToken) { ExecutionContext = executionContext, Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(argumentsContext).ConfigureAwait(false);
        }

        var context = new ValueProviderContext { ExecutionContext = executionContext, Caller = resource };
        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in environment)
        {
            if (await ReadAsync(value, $"environment variable '{name}'").ConfigureAwait(false) is { } text)
            {
                variables[name] = text;
            }
        }

        var values = new List<(string, bool)>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (await ReadAsync(arguments[i], $"argument {i + 1}").ConfigureAwait(false) is { } text)
            {
                values.Add((text, IsSecret(arguments[i])));
            }
        }

        return new(values, variables);

        async ValueTask<string?> ReadAsync(object value, string what)
        {
            try
            {
                return value switch
                {
                    string text => text,
                    IValueProvider provider => await provider.GetValueAsync(context, cancellationToken).ConfigureAwait(false),
                    IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(context, cancellationToken).ConfigureAwait(false),
                    bool or IFormattable => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
                    null => null,
                    _ => throw new DistributedApplicationException($"A value of type {value.GetType().Name} cannot be used. Use a text or a value provider."),
                };
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new DistributedApplicationException($"The {what} of resource '{resource.Name}' has no value: {exception.Message}", exception);
            }
        }
    }

    /// <summary>Whether a secret parameter is part of the value.</summary>
    private static bool IsSecret(object value) => value switch
    {
        ParameterResource parameter => parameter.Secret,
        IValueWithReferences { References: var references } => references.Any(IsSecret),
        _ => false,
    };
}
