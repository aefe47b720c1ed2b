namespace Platform.AppHost.Commands.Doctor;

/// <summary>How much a finding matters.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The environment starts, but something is less good than it could be.</summary>
    Warning,

    /// <summary>The environment will not start.</summary>
    Error,
}

/// <summary>What was found about one thing that the environment needs.</summary>
/// <param name="Subject">The thing.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Remedy">What to do about it; null when nothing is to be done.</param>
internal sealed record Finding(string Subject, FindingLevel Level, string Message, string? Remedy)
{
    public static Finding Ok(string subject, string message) => new(subject, FindingLevel.Ok, message, null);

    public static Finding Warning(string subject, string message, string remedy) => new(subject, FindingLevel.Warning, message, remedy);

    public static Finding Error(string subject, string message, string remedy) => new(subject, FindingLevel.Error, message, remedy);
}
