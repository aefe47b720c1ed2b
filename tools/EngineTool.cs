namespace Platform.Tools;

/// <summary>Aspire's engine.</summary>
public sealed class EngineTool
{
    internal EngineTool(InstalledTool tool)
    {
        AspireCli = tool.Programs["aspire"];
        Dcp = tool.Programs["dcp"];
        Dashboard = tool.Programs["aspire-managed"];
        Version = tool.Version;
    }

    /// <summary>The <c>aspire</c> command line.</summary>
    public string AspireCli { get; }

    /// <summary>The <c>dcp</c> program, for <c>DcpPublisher:CliPath</c>.</summary>
    public string Dcp { get; }

    /// <summary>The <c>aspire-managed</c> program, for <c>DcpPublisher:DashboardPath</c>.</summary>
    public string Dashboard { get; }

    /// <summary>The Aspire version, such as <c>13.5.4</c>.</summary>
    public string Version { get; }
}
