using Microsoft.Extensions.DependencyInjection;

namespace Platform.AppHost.Commands;

/// <summary>The resource that a command was run on.</summary>
internal static class CommandTarget
{
    /// <summary>The resource; the context has the name of the copy that runs, as in <c>api-xkzvbnwe</c>.</summary>
    public static IResource Resource(ExecuteCommandContext context)
    {
        var model = context.Services.GetRequiredService<DistributedApplicationModel>();
        return context.Services.GetRequiredService<ResourceNotificationService>().TryGetCurrentState(context.ResourceName, out var current)
            ? current.Resource
            : model.Resources.First(resource => resource.Name == context.ResourceName);
    }

    public static string Name(ExecuteCommandContext context) => Resource(context).Name;
}
