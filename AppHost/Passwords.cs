namespace Platform.AppHost;

/// <summary>Adds generated secrets to the model.</summary>
internal static class Passwords
{
    /// <summary>A secret of this environment as a parameter, which is shown masked wherever it is used.</summary>
    public static ParameterResource AddPassword(this IDistributedApplicationBuilder builder, string name, PlatformContext platform) =>
        builder.AddParameter($"{name}-password", () => platform.Secrets.Get(name), secret: true).Resource;

    /// <summary>A 256-bit key of this environment, likewise.</summary>
    public static IResourceBuilder<ParameterResource> AddKey(this IDistributedApplicationBuilder builder, string name, PlatformContext platform) =>
        builder.AddParameter($"{name}-key", () => platform.Secrets.GetKey($"{name}-key"), secret: true);
}
