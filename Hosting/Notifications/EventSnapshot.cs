namespace Platform.Hosting.Notifications;

/// <summary>The subscribers' work for an event that was published once.</summary>
internal sealed record EventSnapshot(Task EventTask);
