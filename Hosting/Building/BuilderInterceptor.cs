using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace Platform.Hosting.Building;

/// <summary>
/// Lets a testing host take part in the building of an application whose AppHost runs in the same flow of execution:
/// what <see cref="Current"/> holds is called by every builder that is made in that flow.
/// </summary>
internal sealed class BuilderInterceptor
{
    private static readonly AsyncLocal<BuilderInterceptor?> s_current = new();

    public static BuilderInterceptor? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? Creating { get; init; }

    public Action<DistributedApplicationBuilder>? Created { get; init; }

    public Action<DistributedApplicationBuilder>? Building { get; init; }

    public Action<DistributedApplication>? Built { get; init; }
}
