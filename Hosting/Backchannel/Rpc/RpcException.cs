namespace Platform.Hosting.Backchannel.Rpc;

/// <summary>An error that the caller gets with its JSON-RPC code.</summary>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;

    /// <summary>What StreamJsonRpc answers with when a method throws.</summary>
    public const int InvocationError = -32000;

    /// <summary>As in the Language Server Protocol.</summary>
    public const int RequestCanceled = -32800;

    public int Code { get; } = code;
}
