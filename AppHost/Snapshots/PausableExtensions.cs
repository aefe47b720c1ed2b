using System.Security.Cryptography;

namespace Platform.AppHost.Snapshots;

/// <summary>Gives a program the key with which it is paused. An environment of the testing host has no snapshots, and no keys.</summary>
internal static class PausableExtensions
{
    /// <param name="program">The program.</param>
    /// <param name="port">Its own port, not a relay's.</param>
    /// <param name="platform">What kind of environment it is.</param>
    public static IResourceBuilder<T> WithPause<T>(this IResourceBuilder<T> program, int port, PlatformContext platform)
        where T : IResourceWithEnvironment
    {
        if (!program.ApplicationBuilder.ExecutionContext.IsRunMode || platform.IsTest)
        {
            return program;
        }

        // The key is this run's: nobody else may pause the program, and no later run knows it.
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        return program
            .WithEnvironment("Pause__Key", program.ApplicationBuilder.AddParameter($"{program.Resource.Name}-pause-key", () => key, secret: true))
            .WithAnnotation(new PausableAnnotation(new Uri($"http://127.0.0.1:{port}"), key));
    }
}
