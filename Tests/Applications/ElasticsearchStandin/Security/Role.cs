namespace Platform.ElasticsearchStandin.Security;

internal sealed record Role(string Name, string[] Cluster, IndexPrivileges[] Indices);

internal sealed record IndexPrivileges(string[] Names, string[] Privileges);
