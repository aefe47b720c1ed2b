using Platform.ServiceDefaults.Configuration;

namespace Platform.LogShipper.Kibana;

/// <summary>Where Kibana is, and what is brought to it.</summary>
public sealed class KibanaSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Kibana";

    /// <inheritdoc/>
    public static string About => "Brings searches, dashboards and rules to Kibana.";

    /// <summary>Its address.</summary>
    [Setting("Its address.", Example = "http://127.0.0.1:5601", Required = true)]
    public Uri? Url { get; set; }

    /// <summary>An administrator.</summary>
    [Setting("An administrator.", Example = "elastic", Required = true)]
    public string User { get; set; } = "";

    /// <summary>The administrator's password.</summary>
    [Setting("The administrator's password.", Required = true, Secret = true)]
    public string Password { get; set; } = "";

    /// <summary>The folder of what is brought.</summary>
    [Setting("The folder of the saved objects, with the folders connectors and rules in it.", Example = "AppHost/config/kibana", Required = true)]
    public string Folder { get; set; } = "";

    /// <summary>How long Kibana may take until it is ready. Seconds.</summary>
    [Setting("How long Kibana may take until it is ready. Seconds.", Example = "300", Minimum = 1, Maximum = 3600)]
    public int PatienceSeconds { get; set; } = 300;
}
