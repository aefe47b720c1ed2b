namespace Platform.Tools.Display;

/// <summary>Looks at the terminal when there is something to show: most starts have nothing.</summary>
internal sealed class LazyDisplay(Func<IProgress<ToolProgress>> create) : IProgress<ToolProgress>
{
    private readonly Lazy<IProgress<ToolProgress>> display = new(create);

    public void Report(ToolProgress value) => display.Value.Report(value);
}
