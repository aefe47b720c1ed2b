namespace Platform.Tools;

/// <summary>Tools that are in the cache and verified, with the paths of their programs.</summary>
public sealed class ToolSet
{
    private readonly Dictionary<string, InstalledTool> tools;

    internal ToolSet(IEnumerable<InstalledTool> tools) => this.tools = tools.ToDictionary(tool => tool.Name);

    /// <summary>DCP, the dashboard and the CLI.</summary>
    /// <exception cref="InvalidOperationException">The engine was not asked for.</exception>
    public EngineTool Engine => new(Tool(ToolNames.Engine));

    /// <summary>The PostgreSQL server.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL was not asked for.</exception>
    public PostgresTool Postgres => new(Tool(ToolNames.Postgres));

    /// <summary>The Redis server.</summary>
    /// <exception cref="InvalidOperationException">Redis was not asked for.</exception>
    public RedisTool Redis => new(Tool(ToolNames.Redis));

    /// <summary>The absolute path of a program, or the folder of a tool that has no program of that name.</summary>
    /// <param name="name">A program such as <c>promtool</c>, or a tool such as <c>engine</c>.</param>
    /// <exception cref="InvalidOperationException">No tool of this set has it.</exception>
    public string Path(string name)
    {
        foreach (var tool in tools.Values)
        {
            if (tool.Programs.TryGetValue(name, out var path))
            {
                return path;
            }
        }

        return tools.TryGetValue(name, out var found)
            ? found.Folder
            : throw new InvalidOperationException(
                $"No tool called '{name}' was asked for. Asked for: {string.Join(", ", tools.Keys)}.");
    }

    /// <summary>The absolute path of a tool's folder in the cache; it holds no program of a tool that was found on PATH.</summary>
    /// <param name="name">A tool such as <c>prometheus</c>.</param>
    /// <exception cref="InvalidOperationException">The tool was not asked for.</exception>
    public string FolderOf(string name) => Tool(name).Folder;

    /// <summary>Environment variables that a tool's programs need on top of the caller's own.</summary>
    /// <param name="name">A tool such as <c>wrk</c>.</param>
    /// <exception cref="InvalidOperationException">The tool was not asked for.</exception>
    public IReadOnlyDictionary<string, string> EnvironmentOf(string name) => Tool(name).Environment;

    private InstalledTool Tool(string name) => tools.TryGetValue(name, out var tool)
        ? tool
        : throw new InvalidOperationException($"The tool '{name}' was not asked for; add it to the names given to EnsureAsync.");
}
