using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Tests;

public sealed class FormDataTests : IDisposable
{
    private readonly TemporaryFolder clone = new();

    private StateFolder State => StateFolder.At(StateFolder.PathFor(clone.Path, null));

    private string Data => State.Data(ResourceNames.Storage);

    public void Dispose() => clone.Dispose();

    [Fact]
    public void A_form_that_cannot_read_the_data_starts_empty_only_when_the_user_agrees()
    {
        Choose(ServiceForm.Process);
        Write("of the process");

        var error = Assert.Throws<PlatformException>(() => Choose(ServiceForm.Container));

        Assert.Contains("Platform__StartEmpty=true", error.Message, StringComparison.Ordinal);
        Assert.Contains("Platform__Forms__storage=process", error.Message, StringComparison.Ordinal);
        Assert.Equal("of the process", Read());
        Assert.Equal(ServiceForm.Process, Choose(null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public void Who_sits_at_a_terminal_is_asked(bool? answer)
    {
        Choose(ServiceForm.Process);
        Choose(ServiceForm.Process, service: ResourceNames.Redis);
        Write("of the process");
        var choices = new FormChoices(State.Path, Options(ServiceForm.Container, mayStartEmpty: false));
        var questions = new List<string>();
        var change = () => choices.CheckChanges([ResourceNames.Redis, ResourceNames.Storage], question =>
        {
            questions.Add(question);
            return answer;
        });

        if (answer is true)
        {
            change();
            Assert.Equal(ServiceForm.Container, choices.Of(ResourceNames.Storage, ServiceForm.Process, ServiceForm.Container));
        }
        else
        {
            Assert.Contains("Platform__StartEmpty=true", Assert.Throws<PlatformException>(change).Message, StringComparison.Ordinal);
        }

        Assert.EndsWith("Start empty?", Assert.Single(questions), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_form_finds_its_own_data_again()
    {
        Choose(ServiceForm.Process);
        Write("of the process");
        Choose(ServiceForm.Container, mayStartEmpty: true);
        Assert.False(Directory.Exists(Data));
        Write("of the container");

        Choose(ServiceForm.Process);
        Assert.Equal("of the process", Read());

        Choose(ServiceForm.Container);
        Assert.Equal("of the container", Read());
    }

    [Fact]
    public void A_change_that_was_interrupted_is_finished_by_the_next_start()
    {
        Choose(ServiceForm.Process);
        Write("of the process");
        Choose(ServiceForm.Container, mayStartEmpty: true);
        Write("of the container");

        // Half way back to the process form: the container's data is aside, the other not yet in its place.
        Directory.Move(Data, $"{Data}.container");
        Choose(ServiceForm.Process);

        Assert.Equal("of the process", Read());
        Assert.True(Directory.Exists($"{Data}.container"));
    }

    [Fact]
    public void Data_that_both_forms_can_read_stays_where_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the process form's servers are those of another operating system.");
        var data = State.Data(ResourceNames.Postgres);
        Choose(ServiceForm.Process, service: ResourceNames.Postgres);
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "PG_VERSION"), "17");

        Choose(ServiceForm.Container, service: ResourceNames.Postgres);

        Assert.True(File.Exists(Path.Combine(data, "PG_VERSION")));
    }

    private ServiceForm Choose(ServiceForm? form, bool mayStartEmpty = false, string service = ResourceNames.Storage)
    {
        return new FormChoices(State.Path, Options(form, mayStartEmpty)).Of(service, ServiceForm.Process, ServiceForm.Container);
    }

    private static PlatformOptions Options(ServiceForm? form, bool mayStartEmpty) =>
        new(form, new Dictionary<string, ServiceForm>(), new Dictionary<string, int>(), null, default) { StartEmpty = mayStartEmpty };

    private void Write(string content)
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "object"), content);
    }

    private string Read() => File.ReadAllText(Path.Combine(Data, "object"));
}
