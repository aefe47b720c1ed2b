using Platform.AppHost.State;

namespace Platform.AppHost.Tests;

public sealed class FormChoicesTests : IDisposable
{
    private readonly TemporaryFolder clone = new();

    private StateFolder State => StateFolder.At(StateFolder.PathFor(clone.Path, null));

    public void Dispose() => clone.Dispose();

    [Fact]
    public void Auto_is_the_first_form_there_is() =>
        Assert.Equal(ServiceForm.Process, Choices().Of("redis", ServiceForm.Process, ServiceForm.Container));

    [Fact]
    public void A_choice_is_remembered_and_changes_only_on_request()
    {
        Assert.Equal(ServiceForm.Container, Choices(ServiceForm.Container).Of("redis", ServiceForm.Process, ServiceForm.Container));
        Assert.Equal(ServiceForm.Container, Choices().Of("redis", ServiceForm.Process, ServiceForm.Container));
        Assert.Equal(ServiceForm.Process, Choices(ServiceForm.Process).Of("redis", ServiceForm.Process, ServiceForm.Container));
        Assert.Equal(ServiceForm.Process, Choices().Of("redis", ServiceForm.Process, ServiceForm.Container));
    }

    [Fact]
    public void A_single_service_can_have_another_form()
    {
        var choices = new FormChoices(State.Path, Options(ServiceForm.Process) with { Forms = new Dictionary<string, ServiceForm> { ["redis"] = ServiceForm.Container } });

        Assert.Equal(ServiceForm.Container, choices.Of("redis", ServiceForm.Process, ServiceForm.Container));
        Assert.Equal(ServiceForm.Process, choices.Of("postgres", ServiceForm.Process, ServiceForm.Container));
    }

    [Fact]
    public void A_form_that_cannot_be_had_is_refused_and_not_remembered()
    {
        var error = Assert.Throws<PlatformException>(() => Choices(ServiceForm.Container).Of("redis", ServiceForm.Process));

        Assert.Equal("redis has no container form yet (Platform:Form). Set Platform__Forms__redis=process in the environment.", error.Message);
        Assert.False(File.Exists(State.File("forms.json")));
    }

    [Fact]
    public void What_does_not_run_has_the_form_that_it_ran_in_and_what_never_ran_the_one_that_is_asked_for()
    {
        Choices(ServiceForm.Process).Of("redis", ServiceForm.Process, ServiceForm.Container);

        var written = Choices(ServiceForm.Container).AsWritten("redis", "storage");
        Assert.Equal((false, true), (written.IsContainer("redis"), written.IsContainer("storage")));

        written.Keep("storage");
        Assert.True(Choices().AsWritten("storage").IsContainer("storage"));
    }

    private FormChoices Choices(ServiceForm? form = null) => new(State.Path, Options(form));

    private static PlatformOptions Options(ServiceForm? form) =>
        new(form, new Dictionary<string, ServiceForm>(), new Dictionary<string, int>(), null, StartReportDetail.Summary);
}
