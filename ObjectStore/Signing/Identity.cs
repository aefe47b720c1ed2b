namespace Platform.ObjectStore.Signing;

/// <summary>Who sent a request: the one holder of the access key, or anybody.</summary>
internal enum Identity
{
    Anonymous,
    Owner,
}
