namespace Platform.Hosting.Notifications;

/// <summary>Property names that the dashboard recognises and shows under their own heading.</summary>
internal static class KnownProperties
{
    public const string Uid = "resource.uid";
    public const string Name = "resource.name";
    public const string Type = "resource.type";
    public const string CreateTime = "resource.createTime";
    public const string Source = "resource.source";
    public const string ConnectionString = "resource.connectionString";
    public const string ParentName = "resource.parentName";
    public const string DisplayName = "resource.displayName";
    public const string State = "resource.state";
    public const string HealthState = "resource.healthState";
    public const string StartTime = "resource.startTime";
    public const string StopTime = "resource.stopTime";
    public const string ExitCode = "resource.exitCode";
    public const string AppArgs = "resource.appArgs";
    public const string AppArgsSensitivity = "resource.appArgsSensitivity";
    public const string WaitingFor = "resource.waitingFor";

    public const string ExecutablePath = "executable.path";
    public const string ExecutablePid = "executable.pid";
    public const string ExecutableWorkDir = "executable.workDir";
    public const string ExecutableArgs = "executable.args";

    public const string ProjectPath = "project.path";
    public const string ProjectLaunchProfile = "project.launchProfile";

    public const string ContainerId = "container.id";
    public const string ContainerImage = "container.image";
    public const string ContainerPorts = "container.ports";
    public const string ContainerCommand = "container.command";
    public const string ContainerArgs = "container.args";
    public const string ContainerLifetime = "container.lifetime";

    public const string ParameterValue = "Value";
}
