using Platform.Tools;

namespace Platform.AppHost;

/// <summary>Turns what a person can put right into its message on standard error, without a stack trace.</summary>
internal static class Failure
{
    public static async Task<int> ExplainAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is PlatformException or ToolException or DistributedApplicationException && !IsUnderTest)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    // A testing host shows the exception itself to the test.
    public static bool IsUnderTest => System.Reflection.Assembly.GetEntryAssembly() != typeof(Failure).Assembly;
}
