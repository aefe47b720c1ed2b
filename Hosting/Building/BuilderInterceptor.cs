using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace Platform.Hosting.Building;

/// <summary>
/// Lets a testing host take part in the building of an application whose AppHost runs in the same flow of execution:
/// what <see cref="Current"/> holds is called by every builder that is made in that flow.
/// </summary>
internal abstract class BuilderInterceptor
{
    private static readonly AsyncLocal<BuilderInterceptor?> s_current = new();

    public static BuilderInterceptor? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>Called before the builder exists; may change how it is made.</summary>
    public abstract void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    /// <summary>Called when the builder exists, before the AppHost adds resources.</summary>
    public abstract void OnCreated(DistributedApplicationBuilder builder);

    /// <summary>Called when the AppHost builds the application; may hold it back.</summary>
    public abstract void OnBuilding(DistributedApplicationBuilder builder);

    /// <summary>Called with the built host; what it returns takes the host's place in the AppHost.</summary>
    public abstract IHost OnBuilt(IHost host);
}
