namespace Platform.Hosting.Integrations.PostgreSQL;

/// <summary>The images of the official integration of Aspire 13.5.</summary>
internal static class PostgresContainerImageTags
{
    public const string Registry = "docker.io";
    public const string Image = "library/postgres";
    public const string Tag = "18.3";

    public const string PgAdminImage = "dpage/pgadmin4";
    public const string PgAdminTag = "9.15.0";

    public const string PgWebImage = "sosedoff/pgweb";
    public const string PgWebTag = "0.17.0";
}
