using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Orchestration;

/// <summary>Reads what a resource is configured with, as that resource sees it.</summary>
internal sealed class ValueReader(IResource resource, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
{
    private readonly ValueProviderContext _context = new() { ExecutionContext = executionContext, Caller = resource };

    /// <param name="value">A text, a number, a value provider, or a builder of a resource that is one.</param>
    /// <param name="what">What the message calls it.</param>
    /// <exception cref="DistributedApplicationException">The value cannot be had; the message names it and its resource.</exception>
    public async ValueTask<string?> ReadAsync(object? value, string what)
    {
        try
        {
            return value switch
            {
                string text => text,
                IValueProvider provider => await provider.GetValueAsync(_context, cancellationToken).ConfigureAwait(false),
                IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(_context, cancellationToken).ConfigureAwait(false),
                bool or IFormattable => Convert.ToString(value, CultureInfo.InvariantCulture),
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
