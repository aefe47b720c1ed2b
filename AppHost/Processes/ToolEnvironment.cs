namespace Platform.AppHost.Processes;

/// <summary>Gives a program what its tool needs from the environment, such as a path of libraries.</summary>
internal static class ToolEnvironment
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> program, IReadOnlyDictionary<string, string> variables)
        where T : IResourceWithEnvironment =>
        program.WithEnvironment(context =>
        {
            foreach (var (name, value) in variables)
            {
                context.EnvironmentVariables[name] = value;
            }
        });
}
