using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Platform.Hosting.ApplicationModel;

/// <summary>Keeps a generated value in the AppHost's user secrets, so that the next run has the same one.</summary>
internal sealed class PersistedParameterDefault(Assembly assembly, IConfigurationManager configuration, string key, ParameterDefault inner) : ParameterDefault
{
    public override string GetDefaultValue()
    {
        var value = inner.GetDefaultValue();
        configuration.AddInMemoryCollection([new(key, value)]);
        if (UserSecrets.FileOf(assembly) is { } file)
        {
            UserSecrets.Save(file, key, value);
        }

        return value;
    }
}
