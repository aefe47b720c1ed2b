namespace Platform.ServiceDefaults.Configuration;

/// <summary>A class of settings. Its properties carry <see cref="SettingAttribute"/>; their initial values are the defaults.</summary>
public interface ISettings
{
    /// <summary>The configuration section, for example <c>Health</c>; empty when each property has its own key.</summary>
    static abstract string Section { get; }

    /// <summary>One sentence about the whole, for docs/configuration.md.</summary>
    static abstract string About { get; }
}
