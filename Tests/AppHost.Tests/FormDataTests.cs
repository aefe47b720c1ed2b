using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

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
        var change = () => choices.CheckChanges([ResourceNames.Redis, ResourceNames.Storage], programs: null, question =>
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

    [Theory]
    [InlineData("dump.rdb", "REDIS0010 and more", null)]
    [InlineData("appendonlydir/appendonly.aof.1.base.rdb", "REDIS0009 and more", null)]
    [InlineData("dump.rdb", "REDIS0011 and more", "its process form, which its container form cannot read")]
    [InlineData("appendonlydir/appendonly.aof.7.base.rdb", "REDIS0012 and more", "its process form, which its container form cannot read")]
    [InlineData("Store/checkpoints/1/info.dat", "Garnet's", "its process form, which its container form cannot read")]
    public async Task Redis_goes_on_only_with_files_that_its_container_can_read(string file, string content, string? refusal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the forms never share their data.");
        Choose(ServiceForm.Process, service: ResourceNames.Redis);
        WriteOf(ResourceNames.Redis, file, content);
        WriteOf(ResourceNames.Redis, "redis.conf", "port 1");

        var tools = await ToolsAsync();
        var error = Record.Exception(() => new FormChoices(State.Path, Options(ServiceForm.Container, mayStartEmpty: false)).CheckChanges([ResourceNames.Redis], tools, _ => null))?.Message;

        Assert.Equal(refusal is null, error is null);
        Assert.Contains(refusal ?? "", error ?? "", StringComparison.Ordinal);
        if (refusal is not null)
        {
            var agreed = new FormChoices(State.Path, Options(ServiceForm.Container, mayStartEmpty: true));
            agreed.CheckChanges([ResourceNames.Redis], tools, _ => null);
            agreed.Of(ResourceNames.Redis, ServiceForm.Process, ServiceForm.Container);
            Assert.False(Directory.Exists(State.Data(ResourceNames.Redis)));

            // What the container has written since is of a version that the process form reads, and still its own data comes back.
            WriteOf(ResourceNames.Redis, "dump.rdb", "REDIS0010 of the container");
            Choose(ServiceForm.Process, service: ResourceNames.Redis);
            Assert.Equal(content, File.ReadAllText(Path.Combine(State.Data(ResourceNames.Redis), file)));
        }
    }

    [Fact]
    public async Task PostgreSQL_of_another_major_version_starts_empty_when_the_user_agrees_and_finds_its_data_again()
    {
        var tools = await ToolsAsync();
        Choose(ServiceForm.Process, service: ResourceNames.Postgres);
        WriteOf(ResourceNames.Postgres, "PG_VERSION", "16\n");
        var questions = new List<string>();

        Start(answer: true);

        Assert.Equal(
            $"postgres has data of PostgreSQL 16, which PostgreSQL {tools.Postgres.MajorVersion} cannot read: it would start empty. "
            + "Nothing would be deleted; the data comes back with the version that wrote it, with which it can be dumped. Start empty?",
            Assert.Single(questions));
        Assert.True(File.Exists(Path.Combine($"{State.Data(ResourceNames.Postgres)}.16", "PG_VERSION")));

        // The version that runs here once was another, and its data lies beside that of version 16, which has been put back by hand.
        Directory.Move($"{State.Data(ResourceNames.Postgres)}.16", State.Data(ResourceNames.Postgres));
        Directory.CreateDirectory($"{State.Data(ResourceNames.Postgres)}.{tools.Postgres.MajorVersion}");
        Start(answer: null);

        Assert.Single(questions);
        Assert.True(File.Exists(Path.Combine($"{State.Data(ResourceNames.Postgres)}.16", "PG_VERSION")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(State.Data(ResourceNames.Postgres)));

        void Start(bool? answer)
        {
            var choices = new FormChoices(State.Path, Options(null, mayStartEmpty: false));
            choices.CheckChanges([ResourceNames.Postgres], tools, question =>
            {
                questions.Add(question);
                return answer;
            });
            choices.Of(ResourceNames.Postgres, ServiceForm.Process, ServiceForm.Container);
        }
    }

    private static Task<ToolSet> ToolsAsync() => new Toolbox().EnsureAsync([ToolNames.Postgres, ToolNames.Redis]);

    private void WriteOf(string service, string file, string content)
    {
        var path = Path.Combine(State.Data(service), file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
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
