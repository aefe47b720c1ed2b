using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds parameters: values that come from configuration, a prompt, or a generated default.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter whose value is in the configuration under <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, bool secret = false) =>
        Add(builder, FromConfiguration(builder, name, secret));

    /// <summary>Adds a parameter with a value; the configuration <c>Parameters:name</c> goes before it.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, string value, bool publishValueAsDefault = false, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return builder.AddParameter(name, () => value, publishValueAsDefault, secret);
    }

    /// <summary>Adds a parameter with a value that is read when it is needed; the configuration <c>Parameters:name</c> goes before it.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(valueGetter);
        if (publishValueAsDefault && secret)
        {
            throw new ArgumentException($"The parameter '{name}' is secret, so its value cannot be published as a default.", nameof(secret));
        }

        return Add(builder, new ParameterResource(name, _ => valueGetter(), secret) { ConfigurationKey = ParameterKey(name) });
    }

    /// <summary>Adds a parameter with a default that is made when the configuration has no value.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, [ResourceName] string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        var parameter = FromConfiguration(builder, name, secret);
        parameter.Default = persist && builder.AppHostAssembly is { } assembly
            ? new PersistedParameterDefault(assembly, builder.Configuration, parameter.ConfigurationKey, value)
            : value;
        return Add(builder, parameter);
    }

    /// <summary>Adds a parameter whose value is in the configuration under <paramref name="configurationKey"/>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(this IDistributedApplicationBuilder builder, [ResourceName] string name, string configurationKey, bool secret = false)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configurationKey);
        return Add(builder, FromConfiguration(builder, name, secret, configurationKey));
    }

    /// <summary>Says what the parameter is for.</summary>
    public static IResourceBuilder<ParameterResource> WithDescription(this IResourceBuilder<ParameterResource> builder, string description, bool enableMarkdown = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        (builder.Resource.Description, builder.Resource.EnableDescriptionMarkdown) = (description, enableMarkdown);
        return builder;
    }

    /// <summary>Adds a connection string from the configuration <c>ConnectionStrings:name</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource and of the connection string.</param>
    /// <param name="environmentVariableName">The variable that carries it; <c>ConnectionStrings__name</c> when not given.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, [ResourceName] string name, string? environmentVariableName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = $"ConnectionStrings:{name}";
        return builder.AddResource<IResourceWithConnectionString>(new ConnectionStringParameterResource(
            name,
            _ => builder.Configuration[key] ?? throw new MissingParameterValueException(
                $"Connection string parameter resource could not be used because connection string '{name}' is missing. Set it in the AppHost's configuration, for example as the environment variable 'ConnectionStrings__{name}'."),
            environmentVariableName)
        {
            ConfigurationKey = key,
        });
    }

    /// <summary>Makes a parameter with a generated password, kept in the AppHost's user secrets, without adding it.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(IDistributedApplicationBuilder builder, string name, bool lower = true, bool upper = true, bool numeric = true, bool special = true, int minLower = 0, int minUpper = 0, int minNumeric = 0, int minSpecial = 0) =>
        CreateGeneratedParameter(builder, name, secret: true, new GenerateParameterDefault
        {
            MinLength = 22,
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        });

    /// <summary>Makes a parameter with a generated value, kept in the AppHost's user secrets, without adding it.</summary>
    public static ParameterResource CreateGeneratedParameter(IDistributedApplicationBuilder builder, string name, bool secret, GenerateParameterDefault parameterDefault)
    {
        var parameter = FromConfiguration(builder, name, secret);
        parameter.Default = builder.AppHostAssembly is { } assembly && builder.ExecutionContext.IsRunMode
            ? new PersistedParameterDefault(assembly, builder.Configuration, parameter.ConfigurationKey, parameterDefault)
            : parameterDefault;
        return parameter;
    }

    /// <summary>Makes a parameter whose value is in the configuration, without adding it.</summary>
    public static ParameterResource CreateParameter(IDistributedApplicationBuilder builder, string name, bool secret) => FromConfiguration(builder, name, secret);

    private static string ParameterKey(string name) => $"Parameters:{name}";

    private static IResourceBuilder<ParameterResource> Add(IDistributedApplicationBuilder builder, ParameterResource parameter) => builder.AddResource(parameter);

    private static ParameterResource FromConfiguration(IDistributedApplicationBuilder builder, string name, bool secret, string? key = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        key ??= ParameterKey(name);
        return new(
            name,
            parameterDefault => Read(builder.Configuration, key, name) ?? parameterDefault?.GetDefaultValue() ?? throw new MissingParameterValueException(
                $"Parameter resource could not be used because configuration key '{key}' is missing and the parameter '{name}' has no default value. Set it in the AppHost's configuration, for example as the environment variable '{key.Replace(":", "__", StringComparison.Ordinal)}'."),
            secret)
        {
            ConfigurationKey = key,
        };
    }

    // Environment variables cannot have hyphens in their names on every shell, so an underscore stands for one, too.
    private static string? Read(IConfiguration configuration, string key, string name) =>
        configuration[key] ?? (name.Contains('-', StringComparison.Ordinal) ? configuration[key.Replace('-', '_')] : null);
}
