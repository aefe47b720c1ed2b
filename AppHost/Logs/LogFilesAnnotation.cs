namespace Platform.AppHost.Logs;

/// <summary>Says that a resource writes its log files itself.</summary>
internal sealed record LogFilesAnnotation : IResourceAnnotation;
