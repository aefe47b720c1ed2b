using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Interactions;
using Platform.Hosting.Orchestration;
using Platform.Hosting.Tests.ApplicationModel;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

public class ParameterPromptTests
{
    [Fact]
    public async Task Values_that_are_missing_are_asked_for_until_all_are_entered()
    {
        var (services, builder) = Build(disableDashboard: false);
        var (token, region) = (builder.AddParameter("token", secret: true), builder.AddParameter("region"));
        var api = builder.AddProgram("api").WithEnvironment("TOKEN", token).WithEnvironment("REGION", region);
        using var app = services();
        var interactions = app.Services.GetRequiredService<InteractionService>();
        var open = interactions.Watch(Engine.Bound());
        await app.Services.GetRequiredService<ParameterStates>().PublishAsync(Engine.Bound());
        var environment = api.EnvironmentAsync();
        await app.ResourceNotifications.WaitForResourceAsync("token", KnownResourceStates.ValueMissing, Engine.Bound());

        await AnswerAsync(("token", "secret"), ("region", ""));
        await app.ResourceNotifications.WaitForResourceAsync("token", KnownResourceStates.Running, Engine.Bound());
        Assert.False(environment.IsCompleted);
        await AnswerAsync(("region", "eu"));

        Assert.Equal(["REGION=eu", "TOKEN=secret"], (await environment).Select(v => $"{v.Key}={v.Value}").Order());
        Assert.True(app.ResourceNotifications.TryGetCurrentState("token", out var state));
        var shown = state.Snapshot.Properties.Single(p => p.Name == "Value");
        Assert.Equal(("secret", true), (shown.Value, shown.IsSensitive));

        // First the notification, then the dialog.
        async Task AnswerAsync(params (string, string?)[] values)
        {
            interactions.Answer((await OpenAsync<InteractionContent.Notification>()).Id, true);
            await interactions.SetInputsAsync((await OpenAsync<InteractionContent.Inputs>()).Id, values, submit: true, Engine.Bound());
        }

        async Task<Interaction> OpenAsync<T>()
        {
            while (true)
            {
                var interaction = await open.ReadAsync(Engine.Bound());
                if (interaction.Content is T && !interaction.Answer.IsCompleted)
                {
                    return interaction;
                }
            }
        }
    }

    [Fact]
    public async Task A_value_is_set_changed_and_deleted_by_commands_and_asked_for_only_while_it_is_missing()
    {
        var (services, builder) = Build(disableDashboard: false);
        var region = builder.AddParameter("region").Resource;
        using var app = services();
        var open = app.Services.GetRequiredService<InteractionService>().Watch(Engine.Bound());
        await app.Services.GetRequiredService<ParameterStates>().PublishAsync(Engine.Bound());
        Assert.False((await open.ReadAsync(Engine.Bound())).Answer.IsCompleted);

        var waiting = region.GetValueAsync(Engine.Bound());
        Assert.Equal("Successfully set parameter 'region'.", (await CommandAsync(KnownResourceCommands.SetParameterCommand, ("Value", "eu"))).Message);
        Assert.Equal("eu", await waiting);
        await TakenBackAsync();

        await CommandAsync(KnownResourceCommands.SetParameterCommand, ("Value", "us"));
        Assert.Equal("us", await region.GetValueAsync(Engine.Bound()));
        Assert.Equal((KnownResourceStates.Running, "us"), Shown());

        Assert.Equal("Successfully deleted parameter 'region'.", (await CommandAsync(KnownResourceCommands.DeleteParameterCommand)).Message);
        var error = await Assert.ThrowsAsync<MissingParameterValueException>(async () => await region.GetValueAsync(Engine.Bound()));
        Assert.Equal((KnownResourceStates.ValueMissing, error.Message), Shown());
        Assert.False((await open.ReadAsync(Engine.Bound())).Answer.IsCompleted);

        await CommandAsync(KnownResourceCommands.SetParameterCommand, ("Value", "asia"));
        Assert.Equal("asia", await region.GetValueAsync(Engine.Bound()));
        await TakenBackAsync();

        (string?, object?) Shown()
        {
            Assert.True(app.ResourceNotifications.TryGetCurrentState("region", out var current));
            return (current.Snapshot.State?.Text, current.Snapshot.Properties.Single(p => p.Name == "Value").Value);
        }

        async Task TakenBackAsync()
        {
            while (!(await open.ReadAsync(Engine.Bound())).Answer.IsCompleted)
            {
            }
        }

        async Task<ExecuteCommandResult> CommandAsync(string name, params (string Name, string Value)[] arguments)
        {
            var command = region.Annotations.OfType<ResourceCommandAnnotation>().Single(c => c.Name == name);
            var result = await command.ExecuteCommand(new()
            {
                Services = app.Services,
                ResourceName = region.Name,
                CancellationToken = Engine.Bound(),
                Logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
                Arguments = new([.. command.Arguments.Select(input => new InteractionInput
                {
                    Name = input.Name, InputType = input.InputType, Value = arguments.FirstOrDefault(a => a.Name == input.Name).Value,
                })]),
            });
            Assert.True(result.Success, result.Message);
            return result;
        }
    }

    [Fact]
    public async Task Without_a_dashboard_a_missing_value_is_an_error_at_once()
    {
        var (services, builder) = Build(disableDashboard: true);
        builder.AddParameter("token");
        using var app = services();

        await app.Services.GetRequiredService<ParameterStates>().PublishAsync(Engine.Bound());

        Assert.True(app.ResourceNotifications.TryGetCurrentState("token", out var current));
        Assert.Equal((KnownResourceStates.ValueMissing, KnownResourceStateStyles.Error), (current.Snapshot.State?.Text, current.Snapshot.State?.Style));
    }

    private static (Func<DistributedApplication> Build, IDistributedApplicationBuilder Builder) Build(bool disableDashboard)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = disableDashboard, ProjectDirectory = AppContext.BaseDirectory });
        return (builder.Build, builder);
    }
}
