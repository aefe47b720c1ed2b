using Platform.ServiceDefaults;

namespace Platform.AppHost.CentralLogs;

/// <summary>Central logs: Elasticsearch, what sends it log lines, and Kibana. They are there when somebody asks for them.</summary>
internal static class CentralLogsExtensions
{
    /// <summary>Adds what <c>Platform:Forms:elasticsearch</c> or <c>Platform:Elasticsearch:Path</c> asks for.</summary>
    public static void AddCentralLogs(this IDistributedApplicationBuilder builder, PlatformContext platform)
    {
        if (builder.AddElasticsearch(ResourceNames.Elasticsearch, platform) is not { } elasticsearch)
        {
            return;
        }

        var setup = builder.AddLogSetup(ResourceNames.LogSetup, elasticsearch, platform);
        if (Logstash.IsWanted(ResourceNames.Logstash, platform))
        {
            builder.AddLogstash(ResourceNames.Logstash, elasticsearch, setup, platform);
        }
        else
        {
            builder.AddLogShipper(ResourceNames.LogShipper, elasticsearch, setup, platform);
        }

        if (builder.AddKibana(ResourceNames.Kibana, elasticsearch, setup, platform) is { } kibana)
        {
            builder.AddKibanaSetup(ResourceNames.KibanaSetup, kibana, elasticsearch, platform);
        }
    }
}
