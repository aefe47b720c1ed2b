using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Platform.Hosting.Dashboard.Grpc;
using Platform.Hosting.Interactions;

namespace Platform.Hosting.Dashboard;

/// <summary>What the dashboard asks of this application: its resources, their logs, their commands, its prompts.</summary>
internal sealed class DashboardService(
    string applicationName,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    InteractionService interactions)
{
    /// <summary>Keeps a message of log lines under the 4 MiB that gRPC clients accept, at up to two bytes a character.</summary>
    private const int MaxLogCharacters = 2 * 1024 * 1024;

    private readonly DateTime _applicationStart = DateTime.UtcNow;

    public IReadOnlyDictionary<string, Func<GrpcCall, Task>> Methods => new Dictionary<string, Func<GrpcCall, Task>>
    {
        ["/aspire.v1.DashboardService/GetApplicationInformation"] = GetApplicationInformationAsync,
        ["/aspire.v1.DashboardService/WatchResources"] = WatchResourcesAsync,
        ["/aspire.v1.DashboardService/WatchResourceConsoleLogs"] = WatchResourceConsoleLogsAsync,
        ["/aspire.v1.DashboardService/ExecuteResourceCommand"] = ExecuteResourceCommandAsync,
        ["/aspire.v1.DashboardService/WatchInteractions"] = WatchInteractionsAsync,
        ["/aspire.v1.DashboardService/UploadFile"] = UploadFileAsync,
    };

    private async Task GetApplicationInformationAsync(GrpcCall call)
    {
        await call.ReadSingleAsync(V1.ApplicationInformationRequest.Parser);
        await call.WriteAsync(new V1.ApplicationInformationResponse { ApplicationName = applicationName });
    }

    private async Task WatchResourcesAsync(GrpcCall call)
    {
        await call.ReadSingleAsync(V1.WatchResourcesRequest.Parser);
        using var subscription = notifications.Subscribe();
        var initial = new V1.InitialResourceData { Resources = { subscription.Current.Select(e => ResourceMapper.ToProto(e, _applicationStart)) } };
        await call.WriteAsync(new V1.WatchResourcesUpdate { InitialData = initial });

        // What happened while the previous message was sent goes into one message, a resource once.
        while (await subscription.Changes.WaitToReadAsync(call.CancellationToken))
        {
            var latest = new Dictionary<string, ResourceEvent>(StringComparer.OrdinalIgnoreCase);
            while (subscription.Changes.TryRead(out var change))
            {
                latest[change.ResourceId] = change;
            }

            var upserts = latest.Values.Select(e => new V1.WatchResourcesChange { Upsert = ResourceMapper.ToProto(e, _applicationStart) });
            await call.WriteAsync(new V1.WatchResourcesUpdate { Changes = new() { Value = { upserts } } });
        }
    }

    private async Task WatchResourceConsoleLogsAsync(GrpcCall call)
    {
        var request = await call.ReadSingleAsync(V1.WatchResourceConsoleLogsRequest.Parser);
        await call.StartAsync();
        var batches = request.SuppressFollow ? loggers.GetAllAsync(request.ResourceName) : loggers.WatchAsync(request.ResourceName);
        await foreach (var batch in batches.WithCancellation(call.CancellationToken))
        {
            foreach (var update in Split(batch))
            {
                await call.WriteAsync(update);
            }
        }
    }

    private async Task ExecuteResourceCommandAsync(GrpcCall call)
    {
        var request = await call.ReadSingleAsync(V1.ResourceCommandRequest.Parser);
        var arguments = request.Arguments.Count == 0
            ? null
            : request.Arguments.ToDictionary(a => a.Key, a => ToText(a.Key, a.Value), StringComparer.OrdinalIgnoreCase);
        var result = await commands.ExecuteCommandAsync(
            request.ResourceName, request.CommandName, arguments, interactive: !request.NonInteractive, call.CancellationToken);
        await call.WriteAsync(ToProto(result));
    }

    private async Task WatchInteractionsAsync(GrpcCall call)
    {
        await call.StartAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        var sending = SendAsync(ended.Token);
        try
        {
            await foreach (var answer in call.ReadAllAsync(V1.WatchInteractionsRequestUpdate.Parser, ended.Token))
            {
                await AnswerAsync(answer, call.CancellationToken);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task SendAsync(CancellationToken cancellationToken)
        {
            await foreach (var interaction in interactions.Watch(cancellationToken).ReadAllAsync(cancellationToken))
            {
                await call.WriteAsync(InteractionMapper.ToProto(interaction), cancellationToken);
            }
        }
    }

    private Task AnswerAsync(V1.WatchInteractionsRequestUpdate answer, CancellationToken cancellationToken)
    {
        switch (answer.KindCase)
        {
            case V1.WatchInteractionsRequestUpdate.KindOneofCase.MessageBox:
                interactions.Answer(answer.InteractionId, answer.MessageBox.HasResult ? answer.MessageBox.Result : null);
                return Task.CompletedTask;
            case V1.WatchInteractionsRequestUpdate.KindOneofCase.Notification:
                interactions.Answer(answer.InteractionId, answer.Notification.HasResult ? answer.Notification.Result : null);
                return Task.CompletedTask;
            case V1.WatchInteractionsRequestUpdate.KindOneofCase.InputsDialog:
                var values = answer.InputsDialog.InputItems.Select(input => (input.Name, (string?)input.Value)).ToArray();
                return interactions.SetInputsAsync(answer.InteractionId, values, submit: !answer.ResponseUpdate, cancellationToken);
            default:
                interactions.Answer(answer.InteractionId, null);
                return Task.CompletedTask;
        }
    }

    private static async Task UploadFileAsync(GrpcCall call)
    {
        var chunk = await call.ReadSingleAsync(V1.UploadFileChunk.Parser);
        throw new GrpcException(GrpcStatus.FailedPrecondition, $"No prompt asks for a file, so '{chunk.FileName}' is not taken.");
    }

    private static IEnumerable<V1.WatchResourceConsoleLogsUpdate> Split(IReadOnlyList<LogLine> lines)
    {
        var update = new V1.WatchResourceConsoleLogsUpdate();
        var characters = 0;
        foreach (var line in lines)
        {
            var text = line.Content.Length > MaxLogCharacters ? line.Content[..MaxLogCharacters] : line.Content;
            if (characters > 0 && characters + text.Length > MaxLogCharacters)
            {
                yield return update;
                update = new();
                characters = 0;
            }

            characters += text.Length;
            update.LogLines.Add(new V1.ConsoleLogLine { LineNumber = line.LineNumber, Text = text, IsStdErr = line.IsErrorMessage });
        }

        if (update.LogLines.Count > 0)
        {
            yield return update;
        }
    }

    private static string? ToText(string name, Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => value.StringValue,
        Value.KindOneofCase.NumberValue => value.NumberValue.ToString("R", CultureInfo.InvariantCulture),
        Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        Value.KindOneofCase.NullValue => null,
        _ => throw new GrpcException(
            GrpcStatus.InvalidArgument, $"The argument '{name}' must be a string, a number, a boolean or null, not {value.KindCase}."),
    };

    private static V1.ResourceCommandResponse ToProto(ExecuteCommandResult result)
    {
        var response = new V1.ResourceCommandResponse
        {
            Kind = result switch
            {
                { Canceled: true } => V1.ResourceCommandResponseKind.Cancelled,
                { Success: true } => V1.ResourceCommandResponseKind.Succeeded,
                { InvalidArguments: not null } => V1.ResourceCommandResponseKind.InvalidArguments,
                _ => V1.ResourceCommandResponseKind.Failed,
            },
            Message = result.Message ?? "",
        };
        if (result.Data is { } data)
        {
            response.Result = new()
            {
                Value = data.Value,
                DisplayImmediately = data.DisplayImmediately,
                Format = data.Format switch
                {
                    CommandResultFormat.Json => V1.CommandResultFormat.Json,
                    CommandResultFormat.Markdown => V1.CommandResultFormat.Markdown,
                    _ => V1.CommandResultFormat.Text,
                },
            };
        }

        return response;
    }
}
