using System.Threading.Channels;
using Aspire.Hosting;
using Platform.Hosting.Interactions;

namespace Platform.Hosting.Tests.Interactions;

public sealed class InteractionTests : IAsyncDisposable
{
    private readonly TestApplication _app = new();
    private readonly CancellationTokenSource _watching = new();

    private InteractionService Interactions => _app.Interactions;

    public async ValueTask DisposeAsync()
    {
        await _watching.CancelAsync();
        _watching.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_confirmation_returns_what_people_answered()
    {
        var shown = Interactions.Watch(_watching.Token);
        var yes = Interactions.PromptConfirmationAsync("Reset", "Delete everything?", cancellationToken: TestTimeout.Token);
        var question = await ReadAsync(shown);
        Assert.Equal(new InteractionContent.MessageBox(MessageIntent.Confirmation), question.Content);
        Interactions.Answer(question.Id, true);
        Assert.True((await yes).Data);
        Assert.True((await ReadAsync(shown)).IsComplete);

        var dismissed = Interactions.PromptConfirmationAsync("Reset", "Delete everything?", cancellationToken: TestTimeout.Token);
        Interactions.Answer((await ReadAsync(shown)).Id, null);
        Assert.True((await dismissed).Canceled);
    }

    [Fact]
    public async Task A_prompt_that_is_cancelled_by_the_application_disappears()
    {
        var shown = Interactions.Watch(_watching.Token);
        using var cancelled = new CancellationTokenSource();
        var prompt = Interactions.PromptNotificationAsync("Update", "There is a new version.", cancellationToken: cancelled.Token);
        var bar = await ReadAsync(shown);
        await cancelled.CancelAsync();
        Assert.True((await prompt).Canceled);
        Assert.Same(bar, await ReadAsync(shown));
        Assert.True(bar.IsComplete);
    }

    [Fact]
    public async Task Whoever_watches_later_is_shown_the_open_prompts()
    {
        var prompt = Interactions.PromptInputAsync("Mail", null, "Address", "", cancellationToken: TestTimeout.Token);
        var question = await ReadAsync(Interactions.Watch(_watching.Token));
        Interactions.Answer(question.Id, null);
        Assert.True((await prompt).Canceled);
        Assert.False(Interactions.Watch(_watching.Token).TryRead(out _));
    }

    [Fact]
    public async Task A_dialog_stays_open_until_its_values_are_valid()
    {
        var shown = Interactions.Watch(_watching.Token);
        InteractionInput[] inputs =
        [
            new() { Name = "count", InputType = InputType.Number, Required = true },
            new() { Name = "force", InputType = InputType.Boolean },
        ];
        var prompt = Interactions.PromptInputsAsync(
            "Seed", null, inputs,
            new()
            {
                ValidationCallback = context =>
                {
                    if (context.Inputs.GetInt32("count") > 10)
                    {
                        context.AddValidationError("count", "At most 10.");
                    }

                    return Task.CompletedTask;
                },
            },
            TestTimeout.Token);
        var dialog = await ReadAsync(shown);

        foreach (var (value, error) in new[] { ("", "Value is required."), ("x", "Value must be a valid number."), ("11", "At most 10.") })
        {
            await Interactions.SetInputsAsync(dialog.Id, [("count", value), ("force", "")], submit: true, TestTimeout.Token);
            Assert.False((await ReadAsync(shown)).IsComplete);
            Assert.Equal([error], inputs[0].ValidationErrors);
        }

        await Interactions.SetInputsAsync(dialog.Id, [("count", "10"), ("force", "")], submit: true, TestTimeout.Token);
        var answer = (await prompt).Data!;
        Assert.Equal((10, false), (answer.GetInt32("count"), answer.GetBoolean("force")));
    }

    [Fact]
    public async Task An_input_is_loaded_again_when_one_that_it_depends_on_changes()
    {
        var shown = Interactions.Watch(_watching.Token);
        InteractionInput[] inputs =
        [
            new() { Name = "country", InputType = InputType.Text },
            new()
            {
                Name = "city",
                InputType = InputType.Choice,
                Disabled = true,
                DynamicLoading = new()
                {
                    DependsOnInputs = ["country"],
                    LoadCallback = context =>
                    {
                        var country = context.AllInputs.GetString("country");
                        context.Input.Options = [new($"{country}-city", "City")];
                        context.Input.Disabled = false;
                        return Task.CompletedTask;
                    },
                },
            },
        ];
        var prompt = Interactions.PromptInputsAsync("Trip", null, inputs, cancellationToken: TestTimeout.Token);
        var dialog = await ReadAsync(shown);
        Assert.Null(inputs[1].Options);

        await Interactions.SetInputsAsync(dialog.Id, [("country", "fr"), ("city", "")], submit: false, TestTimeout.Token);
        while (inputs[1].Loading || inputs[1].Options is null)
        {
            Assert.False((await ReadAsync(shown)).IsComplete);
        }

        Assert.Equal("fr-city", Assert.Single(inputs[1].Options!).Key);
        await Interactions.SetInputsAsync(dialog.Id, [("country", "fr"), ("city", "fr-city")], submit: true, TestTimeout.Token);
        Assert.Equal("fr-city", (await prompt).Data?.GetString("city"));
    }

    [Fact]
    public async Task Inputs_must_come_after_those_that_they_depend_on()
    {
        InteractionInput[] inputs =
        [
            new() { Name = "a", InputType = InputType.Text, DynamicLoading = new() { DependsOnInputs = ["b"], LoadCallback = _ => Task.CompletedTask } },
            new() { Name = "b", InputType = InputType.Text },
        ];
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Interactions.PromptInputsAsync("x", null, inputs));
        Assert.Equal("The input 'a' depends on 'b', which does not come before it. Put 'b' first.", error.Message);
    }

    [Fact]
    public async Task Nobody_can_be_asked_without_a_dashboard()
    {
        _app.Get<DistributedApplicationOptions>().DisableDashboard = true;
        Assert.False(Interactions.IsAvailable);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Interactions.PromptConfirmationAsync("x", "y"));
    }

    [Fact]
    public void Inputs_are_found_by_name_in_any_case_and_say_what_there_is()
    {
        var inputs = new InteractionInputCollection([new() { Name = "Port", InputType = InputType.Number, Value = "8080" }]);
        Assert.Equal(8080, inputs.GetInt32("port"));
        Assert.Equal("There is no input named 'host'. Inputs: Port.", Assert.Throws<KeyNotFoundException>(() => inputs["host"]).Message);
    }

    private static async Task<Interaction> ReadAsync(ChannelReader<Interaction> shown) => await shown.ReadAsync(TestTimeout.Token);
}
