namespace Platform.ObjectStore.Signing;

/// <summary>A signature that was checked: chunks of a streaming payload continue from it.</summary>
internal sealed record Signature(SigningScope Scope, string Value);
