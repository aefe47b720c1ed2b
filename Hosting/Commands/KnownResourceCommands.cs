namespace Aspire.Hosting.ApplicationModel;

/// <summary>Names of the commands that resources get by themselves.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts the resource.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops the resource.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts the resource.</summary>
    public static readonly string RestartCommand = "restart";

    /// <summary>Builds the project again and restarts it.</summary>
    public static readonly string RebuildCommand = "rebuild";

    /// <summary>Gives a parameter a value.</summary>
    public static readonly string SetParameterCommand = "set-parameter";

    /// <summary>Forgets a parameter's saved value.</summary>
    public static readonly string DeleteParameterCommand = "delete-parameter";
}
