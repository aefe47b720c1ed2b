namespace Platform.AppHost.Logs;

internal static class LogFilesExtensions
{
    /// <summary>A service with ServiceDefaults writes its log files itself; what any other resource prints, <see cref="ConsoleLogWriter"/> does.</summary>
    public static IResourceBuilder<T> WithLogFiles<T>(this IResourceBuilder<T> resource, PlatformContext platform) where T : IResourceWithEnvironment =>
        resource.WithEnvironment("PLATFORM_LOGS", platform.State.Logs).WithAnnotation(new LogFilesAnnotation());
}
