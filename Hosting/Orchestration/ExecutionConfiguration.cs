using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Orchestration;

/// <summary>The arguments and the environment of one start of a resource, with all values in them.</summary>
/// <param name="Arguments">Of the program.</param>
/// <param name="Environment">Its variables.</param>
/// <param name="RuntimeArguments">Of the container engine's create command.</param>
internal sealed record ExecutionConfiguration(
    IReadOnlyList<(string Value, bool IsSecret)> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> RuntimeArguments)
{
    /// <param name="resource">The resource.</param>
    /// <param name="executionContext">The execution context.</param>
    /// <param name="prepare">Is given everything that will be read, before it is read.</param>
    /// <param name="logger">The resource's log.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="DistributedApplicationException">A value is missing; the message names the variable or argument.</exception>
    public static async Task<ExecutionConfiguration> EvaluateAsync(
        IResource resource,
        DistributedApplicationExecutionContext executionContext,
        Func<IEnumerable<object>, Task> prepare,
        ILogger logger,
        CancellationToken cancellationToken)
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

        var runtimeArguments = new List<object>();
        var runtimeContext = new ContainerRuntimeArgsCallbackContext(runtimeArguments, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>())
        {
            await annotation.Callback(runtimeContext).ConfigureAwait(false);
        }

        await prepare(environment.Values.Concat(arguments).Concat(runtimeArguments)).ConfigureAwait(false);
        var reader = new ValueReader(resource, executionContext, cancellationToken);
        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in environment)
        {
            if (await reader.ReadAsync(value, $"environment variable '{name}'").ConfigureAwait(false) is { } text)
            {
                variables[name] = text;
            }
        }

        var values = await ReadListAsync(arguments, "argument").ConfigureAwait(false);
        var runtimeValues = await ReadListAsync(runtimeArguments, "container runtime argument").ConfigureAwait(false);
        return new(values, variables, [.. runtimeValues.Select(v => v.Value)]);

        async Task<List<(string Value, bool IsSecret)>> ReadListAsync(List<object> list, string what)
        {
            var result = new List<(string, bool)>();
            for (var i = 0; i < list.Count; i++)
            {
                if (await reader.ReadAsync(list[i], $"{what} {i + 1}").ConfigureAwait(false) is { } text)
                {
                    result.Add((text, IsSecret(list[i])));
                }
            }

            return result;
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
