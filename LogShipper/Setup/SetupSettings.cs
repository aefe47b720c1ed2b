using Platform.ServiceDefaults.Configuration;

namespace Platform.LogShipper.Setup;

/// <summary>What is set up in Elasticsearch. <see cref="ElasticsearchSettings"/> name an administrator for it.</summary>
public sealed class SetupSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Setup";

    /// <inheritdoc/>
    public static string About => "Sets up the index template, the lifecycle, the roles and the users in Elasticsearch.";

    /// <summary>For how many days log lines are kept.</summary>
    [Setting("For how many days log lines are kept.", Example = "30", Minimum = 1, Maximum = 90)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>The password of the user that adds lines.</summary>
    [Setting("The password of log_shipper, which adds lines.", Required = true, Secret = true)]
    public string WriterPassword { get; set; } = "";

    /// <summary>The password of the user that reads lines.</summary>
    [Setting("The password of log_reader, who reads them.", Required = true, Secret = true)]
    public string ReaderPassword { get; set; } = "";

    /// <summary>The password of Logstash's user.</summary>
    [Setting("The password of logstash, which adds lines in the place of log_shipper; empty: there is no such user.", Secret = true)]
    public string LogstashPassword { get; set; } = "";

    /// <summary>The password of Kibana's own user.</summary>
    [Setting("The password of kibana_system, as which Kibana comes; empty: it is left as it is.", Secret = true)]
    public string KibanaPassword { get; set; } = "";

    /// <summary>How long Elasticsearch may take to answer. Seconds.</summary>
    [Setting("How long Elasticsearch may take to answer at all. Seconds.", Example = "120", Minimum = 1, Maximum = 3600)]
    public int PatienceSeconds { get; set; } = 120;
}
