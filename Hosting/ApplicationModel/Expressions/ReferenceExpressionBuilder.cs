using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Puts a <see cref="ReferenceExpression"/> together piece by piece.</summary>
public class ReferenceExpressionBuilder
{
    private readonly StringBuilder _format;
    private readonly List<IValueProvider> _providers;
    private readonly List<string> _expressions;
    private readonly List<string?> _stringFormats;

    /// <summary>Makes an empty one.</summary>
    public ReferenceExpressionBuilder() : this(0, 0)
    {
    }

    internal ReferenceExpressionBuilder(int literalLength, int formattedCount)
    {
        _format = new(literalLength + (formattedCount * 4));
        _providers = new(formattedCount);
        _expressions = new(formattedCount);
        _stringFormats = new(formattedCount);
    }

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _format.Length is 0;

    /// <summary>Adds an interpolated string.</summary>
    public void Append([InterpolatedStringHandlerArgument("")] in ReferenceExpressionBuilderInterpolatedStringHandler handler)
    {
        // The handler has written into this builder already.
    }

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string value) => _format.Append(ReferenceExpression.Escape(value));

    /// <summary>Adds text.</summary>
    public void AppendFormatted(string? value) => AppendFormatted(value, null);

    /// <summary>Adds formatted text.</summary>
    public void AppendFormatted(string? value, string? format = null)
    {
        if (value is not null)
        {
            AppendLiteral(ReferenceExpression.Encode(value, format));
        }
    }

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, null);

    /// <summary>Adds a formatted value.</summary>
    public void AppendFormatted<T>(T valueProvider, string? format) where T : IValueProvider, IManifestExpressionProvider =>
        AppendValueProvider(valueProvider, format);

    /// <summary>Adds a value of a type that is known at run time only.</summary>
    public void AppendValueProvider(object valueProvider, string? format = null)
    {
        if (valueProvider is IResourceBuilder<IResource> builder)
        {
            valueProvider = builder.Resource;
        }

        if (valueProvider is not IValueProvider provider || valueProvider is not IManifestExpressionProvider expression)
        {
            throw new ArgumentException($"{valueProvider?.GetType().Name ?? "null"} cannot be part of a reference expression: it is not both a value provider and a manifest expression.", nameof(valueProvider));
        }

        _format.Append(CultureInfo.InvariantCulture, $"{{{_providers.Count}}}");
        _providers.Add(provider);
        _expressions.Add(expression.ValueExpression);
        _stringFormats.Add(format);
    }

    /// <summary>Makes the expression.</summary>
    public ReferenceExpression Build() => new(_format.ToString(), [.. _providers], [.. _expressions], [.. _stringFormats]);

    /// <summary>Adds the parts of an interpolated string to a builder.</summary>
    [InterpolatedStringHandler]
    public ref struct ReferenceExpressionBuilderInterpolatedStringHandler(int literalLength, int formattedCount, ReferenceExpressionBuilder builder)
    {
        private readonly ReferenceExpressionBuilder _builder = Sized(builder, literalLength, formattedCount);

        /// <summary>Adds text.</summary>
        public readonly void AppendLiteral(string value) => _builder.AppendLiteral(value);

        /// <summary>Adds text.</summary>
        public readonly void AppendFormatted(string? value) => _builder.AppendFormatted(value);

        /// <summary>Adds formatted text.</summary>
        public void AppendFormatted(string? value, string format) => _builder.AppendFormatted(value, format);

        /// <summary>Adds a value.</summary>
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => _builder.AppendFormatted(valueProvider);

        /// <summary>Adds a formatted value.</summary>
        public void AppendFormatted<T>(T valueProvider, string? format) where T : IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider, format);

        /// <summary>Adds a resource's value.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider) where T : IResource, IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider.Resource);

        /// <summary>Adds a resource's formatted value.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format) where T : IResource, IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider.Resource, format);

        private static ReferenceExpressionBuilder Sized(ReferenceExpressionBuilder builder, int literalLength, int formattedCount)
        {
            builder._format.EnsureCapacity(builder._format.Length + literalLength + (formattedCount * 4));
            return builder;
        }
    }
}
