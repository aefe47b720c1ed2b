namespace Platform.ElasticsearchStandin.Http;

/// <summary>What it says about itself.</summary>
internal static class Cluster
{
    public static void Map(Router router)
    {
        router.Map("GET HEAD", "/", [], call =>
        {
            call.User.NeedCluster("monitor", "cluster:monitor/main");
            return new
            {
                name = "standin",
                cluster_name = "standin",
                cluster_uuid = "standin",
                version = new { number = "9.1.0", build_flavor = "default", build_type = "standin" },
                tagline = "You Know, for Search",
            };
        });
        router.Map("GET", "/_cluster/health", ["wait_for_status", "timeout", "level", "local", "master_timeout", "wait_for_no_initializing_shards"], call =>
        {
            call.User.NeedCluster("monitor", "cluster:monitor/health");
            return new { cluster_name = "standin", status = "green", timed_out = false, number_of_nodes = 1 };
        });
    }
}
