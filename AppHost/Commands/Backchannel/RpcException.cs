namespace Platform.AppHost.Commands.Backchannel;

/// <summary>The other side answered a call with an error.</summary>
internal sealed class RpcException(string message) : Exception(message);
