namespace Platform.Tools;

/// <summary>The PostgreSQL server. It may be moved: it finds its libraries and <c>share</c> folder by its own place.</summary>
public sealed class PostgresTool
{
    internal PostgresTool(InstalledTool tool)
    {
        Server = tool.Programs["postgres"];
        Initdb = tool.Programs["initdb"];
        PgCtl = tool.Programs["pg_ctl"];
        BinFolder = System.IO.Path.GetDirectoryName(Server)!;
        Version = tool.Version;
    }

    /// <summary>The folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>.</summary>
    public string BinFolder { get; }

    /// <summary>The <c>postgres</c> program.</summary>
    public string Server { get; }

    /// <summary>The <c>initdb</c> program.</summary>
    public string Initdb { get; }

    /// <summary>The <c>pg_ctl</c> program.</summary>
    public string PgCtl { get; }

    /// <summary>The package's version, such as <c>17.10.0-beta.17</c>; it begins with the server's.</summary>
    public string Version { get; }

    /// <summary>The server's major version, such as 17: what <c>PG_VERSION</c> in a data directory holds.</summary>
    public int MajorVersion => int.Parse(Version.AsSpan(0, Version.IndexOf('.')));
}
