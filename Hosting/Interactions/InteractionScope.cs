namespace Platform.Hosting.Interactions;

/// <summary>Whether the current call was started by a person who can be asked.</summary>
internal static class InteractionScope
{
    private static readonly AsyncLocal<bool> s_nonInteractive = new();

    public static bool IsNonInteractive => s_nonInteractive.Value;

    /// <summary>Until disposed, prompts are not available to the current call and what it calls.</summary>
    public static IDisposable EnterNonInteractive()
    {
        var scope = new Scope(s_nonInteractive.Value);
        s_nonInteractive.Value = true;
        return scope;
    }

    private sealed class Scope(bool previous) : IDisposable
    {
        public void Dispose() => s_nonInteractive.Value = previous;
    }
}
