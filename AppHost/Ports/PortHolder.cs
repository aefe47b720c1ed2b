namespace Platform.AppHost.Ports;

/// <summary>The process that listens on a port.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="Name">Its program's name.</param>
internal sealed record PortHolder(int Pid, string Name)
{
    public override string ToString() => IsContainerEngine
        ? $"a container, through {Name} (pid {Pid}; `docker ps --filter publish=<port>` names it)"
        : $"{Name} (pid {Pid})";

    // The programs that publish containers' ports: Docker's, Docker Desktop's, Podman's.
    private bool IsContainerEngine => Name is "docker-proxy" or "com.docker.backend" or "com.docker.backe" or "rootlessport" or "gvproxy" or "pasta";

    /// <summary>Who listens on a port of this machine; null when nobody does, or when the operating system does not tell.</summary>
    public static PortHolder? Find(int port)
    {
        try
        {
            return OperatingSystem.IsLinux() ? LinuxPortHolder.Find(port)
                : OperatingSystem.IsWindows() ? NetstatPortHolder.Find(port)
                : LsofPortHolder.Find(port);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
