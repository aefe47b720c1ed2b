namespace Platform.AppHost.Logs;

internal static class LogFilesExtensions
{
    /// <summary>A service with ServiceDefaults writes its log files itself; <see cref="ConsoleLogWriter"/>, what else it and any other resource prints.</summary>
    public static IResourceBuilder<T> WithLogFiles<T>(this IResourceBuilder<T> resource, PlatformContext platform) where T : IResourceWithEnvironment =>
        resource.WithEnvironment("PLATFORM_LOGS", platform.State.Logs).WithAnnotation(new LogFilesAnnotation());
}
