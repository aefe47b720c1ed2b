using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Backchannel.Contract;
using Platform.Hosting.Backchannel.Rpc;

namespace Platform.Hosting.Backchannel;

/// <summary>Running a resource's command, or only checking its arguments.</summary>
internal sealed class CommandMethods(ResourceNotificationService notifications, ResourceCommandService commands)
{
    public void AddTo(RpcMethods methods) => methods.Add<CommandRequest, CommandResponse>("ExecuteResourceCommandAsync", ExecuteAsync);

    private async Task<CommandResponse> ExecuteAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var arguments = GetArguments(request);
        if (!request.ValidateOnly)
        {
            return Respond(await commands.ExecuteCommandAsync(
                request.ResourceName, request.CommandName, arguments, interactive: !request.NonInteractive, cancellationToken));
        }

        var (result, inputs) = await commands.ValidateArgumentsAsync(request.ResourceName, request.CommandName, arguments, cancellationToken);
        return Respond(result) with
        {
            ArgumentInputs = request.ReturnArgumentInputs && inputs is not null ? [.. inputs.Select(ResourceDescriptions.Describe)] : null,
        };
    }

    private static CommandResponse Respond(ExecuteCommandResult result) => new()
    {
        Success = result.Success,
        Canceled = result.Canceled,
        Message = result.Message,
        Value = result.Data is { } data ? new(data.Value, data.Format.ToString().ToLowerInvariant(), data.DisplayImmediately) : null,
        ValidationErrors = result.InvalidArguments is { } invalid
            ? [.. invalid.SelectMany(input => input.ValidationErrors.Select(error => new CommandArgumentError(input.Name, error)))]
            : [],
    };

    private Dictionary<string, string?>? GetArguments(CommandRequest request) => request.Arguments switch
    {
        null => null,
        JsonObject named => named.ToDictionary(argument => argument.Key, argument => ToText(argument.Key, argument.Value), StringComparer.OrdinalIgnoreCase),
        JsonArray ordered => GetOrderedArguments(request, ordered),
        _ => throw new RpcException(RpcException.InvalidParams, "The arguments of a command are a JSON object or array."),
    };

    private Dictionary<string, string?> GetOrderedArguments(CommandRequest request, JsonArray values)
    {
        var names = notifications.TryGetCurrentState(request.ResourceName, out var state)
            && state.Resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(c => c.Name == request.CommandName) is { } command
                ? command.Arguments.Select(input => input.Name).ToArray()
                : [];
        if (values.Count > names.Length && names.Length > 0)
        {
            throw new RpcException(RpcException.InvalidParams, $"Command '{request.CommandName}' takes {names.Length} arguments, and {values.Count} were given.");
        }

        return names.Zip(values).ToDictionary(pair => pair.First, pair => ToText(pair.First, pair.Second), StringComparer.OrdinalIgnoreCase);
    }

    private static string? ToText(string name, JsonNode? value) => value switch
    {
        null => null,
        JsonValue simple => simple.ToString(),
        _ => throw new RpcException(RpcException.InvalidParams, $"Argument '{name}' is neither text nor number nor true or false."),
    };
}
