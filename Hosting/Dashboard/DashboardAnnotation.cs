using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Dashboard;

/// <summary>
/// The resource is the dashboard: it takes the telemetry of the others until they have stopped, and keeps nothing, so that
/// it may be ended without warning.
/// </summary>
internal sealed class DashboardAnnotation : IResourceAnnotation;
