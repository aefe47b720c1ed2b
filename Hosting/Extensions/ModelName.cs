using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting;

/// <summary>Checks of names that become host names, file names and environment variables.</summary>
internal static class ModelName
{
    private const int MaxLength = 64;

    /// <summary>Throws unless <paramref name="name"/> is 1 to 64 ASCII letters, digits and single hyphens that begin with a letter.</summary>
    public static void Validate(string target, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var problem = name switch
        {
            { Length: > MaxLength } => $"it is {name.Length} characters long, and at most {MaxLength} are allowed",
            _ when !char.IsAsciiLetter(name[0]) => "it must begin with an ASCII letter",
            _ when name[^1] is '-' => "it must not end with a hyphen",
            _ when name.Contains("--", StringComparison.Ordinal) => "it must not have two hyphens in a row",
            _ when name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not '-') => "only ASCII letters, digits and hyphens are allowed",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ArgumentException($"{target} name '{name}' is invalid: {problem}.", nameof(name));
        }
    }

    /// <summary>A name as part of an environment variable: what is no ASCII letter, digit or underscore becomes an underscore.</summary>
    public static string ForEnvironment(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            text.Append('_');
        }

        foreach (var c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return text.ToString();
    }

    /// <summary>Throws when the resource has an endpoint of that name already.</summary>
    public static void RequireNewEndpoint(IResource resource, string name)
    {
        if (resource.Annotations.OfType<EndpointAnnotation>().Any(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"Endpoint with name '{name}' already exists on resource '{resource.Name}'. Give it another name.");
        }
    }
}
