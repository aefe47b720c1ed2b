using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Hosting.Backchannel.Rpc;

/// <summary>A result; null is a result too.</summary>
internal sealed record RpcResult(
    [property: JsonPropertyName("jsonrpc")] string Version,
    JsonElement Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] object? Result);

/// <summary>An error in place of a result.</summary>
internal sealed record RpcFailure([property: JsonPropertyName("jsonrpc")] string Version, JsonElement Id, RpcError Error);

/// <summary>What failed.</summary>
internal sealed record RpcError(int Code, string Message, RpcErrorData Data);

/// <summary>The exception as StreamJsonRpc describes it.</summary>
internal sealed record RpcErrorData(string Type, string Message);
