using System.Runtime.CompilerServices;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Commands;

namespace Aspire.Hosting;

/// <summary>Adds commands to resources.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds a command that people can run on the resource. One of the same name is replaced.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The command's name, unique on the resource.</param>
    /// <param name="displayName">The name shown to people.</param>
    /// <param name="executeCommand">Runs the command.</param>
    /// <param name="commandOptions">How it is shown and what it asks for.</param>
    /// <exception cref="InvalidOperationException">Two arguments have the same name.</exception>
    /// <example>
    /// <code>
    /// builder.AddExecutable("worker", "worker", ".")
    ///     .WithCommand("greet", "Greet", context => Task.FromResult(CommandResults.Success("Hello from " + context.ResourceName)));
    /// </code>
    /// </example>
    [OverloadResolutionPriority(1)]
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder,
        string name,
        string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        CommandOptions? commandOptions = null)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = commandOptions ?? new CommandOptions();

        // Refuses arguments of the same name.
        _ = new InteractionInputCollection(options.Arguments);

        return builder.AddCommand(new(
            name,
            displayName,
            options.UpdateState ?? (_ => ResourceCommandState.Enabled),
            executeCommand,
            options.Description,
            options.Arguments,
            options.ConfirmationMessage,
            options.IconName,
            options.IconVariant,
            options.IsHighlighted,
            options.Visibility,
            options.ValidateArguments));
    }

    /// <summary>Adds a command. Obsolete.</summary>
    [Obsolete("This method is obsolete and will be removed in a future version. Use the overload that accepts a CommandOptions instance instead.")]
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder,
        string name,
        string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        Func<UpdateCommandStateContext, ResourceCommandState>? updateState = null,
        string? displayDescription = null,
        object? parameter = null,
        string? confirmationMessage = null,
        string? iconName = null,
        IconVariant? iconVariant = null,
        bool isHighlighted = false)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCommand(new(
            name,
            displayName,
            updateState ?? (_ => ResourceCommandState.Enabled),
            executeCommand,
            displayDescription,
            parameter,
            confirmationMessage,
            iconName,
            iconVariant,
            isHighlighted));
    }

    /// <summary>Adds a command that sends an HTTP request to an endpoint of the resource, when the resource runs.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path and query of the request.</param>
    /// <param name="displayName">The name shown to people.</param>
    /// <param name="endpointName">The endpoint; the first of <c>https</c> and <c>http</c> when null.</param>
    /// <param name="commandName">The command's name; made from endpoint, method and path when null.</param>
    /// <param name="commandOptions">How it is shown and what it sends.</param>
    /// <exception cref="DistributedApplicationException">The resource has no such HTTP endpoint.</exception>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder,
        string path,
        string displayName,
        string? endpointName = null,
        string? commandName = null,
        HttpCommandOptions? commandOptions = null)
        where TResource : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithHttpCommand(path, displayName, () => HttpCommand.SelectEndpoint(builder.Resource, endpointName), commandName, commandOptions);
    }

    /// <summary>Adds a command that sends an HTTP request to an endpoint, when the resource runs.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path and query of the request.</param>
    /// <param name="displayName">The name shown to people.</param>
    /// <param name="endpointSelector">Chooses the endpoint; the first of <c>https</c> and <c>http</c> when null.</param>
    /// <param name="commandName">The command's name; made from endpoint, method and path when null.</param>
    /// <param name="commandOptions">How it is shown and what it sends.</param>
    /// <exception cref="DistributedApplicationException">The selector chose no HTTP endpoint.</exception>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder,
        string path,
        string displayName,
        Func<EndpointReference>? endpointSelector,
        string? commandName = null,
        HttpCommandOptions? commandOptions = null)
        where TResource : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(path);

        var options = commandOptions ?? new HttpCommandOptions();
        endpointSelector ??= options.EndpointSelector ?? (() => HttpCommand.SelectEndpoint(builder.Resource, null));
        var endpoint = endpointSelector()
            ?? throw new DistributedApplicationException(
                $"Could not create HTTP command for resource '{builder.Resource.Name}' as the endpoint selector returned null.");
        HttpCommand.RequireHttp(builder.Resource, endpoint);

        builder.ApplicationBuilder.Services.AddHttpClient();
        options.Method ??= HttpMethod.Post;
        options.UpdateState ??= HttpCommand.EnabledWhileRunning;
        commandName ??= $"{endpoint.Resource.Name}-{endpoint.EndpointName}-http-{options.Method.Method.ToLowerInvariant()}-{path}";
        return builder.WithCommand(commandName, displayName, new HttpCommand(endpoint, path, options).ExecuteAsync, options);
    }

    private static IResourceBuilder<T> AddCommand<T>(this IResourceBuilder<T> builder, ResourceCommandAnnotation command)
        where T : IResource
    {
        foreach (var replaced in builder.Resource.Annotations.OfType<ResourceCommandAnnotation>().Where(c => c.Name == command.Name).ToArray())
        {
            builder.Resource.Annotations.Remove(replaced);
        }

        return builder.WithAnnotation(command);
    }
}
