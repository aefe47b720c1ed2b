using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Dcp;
using Platform.Hosting.Orchestration;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

public class RestartTests
{
    [Fact]
    public async Task Every_one_of_many_restarts_ends_with_a_program_that_runs()
    {
        const int Copies = 4;
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            for (var i = 0; i < Copies; i++)
            {
                builder.AddSleeper($"tool{i}");
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Copies).Select(RestartAsync));

        // An object of the engine that was used before may still have notes of the earlier run.
        var objects = await application.App.Services.GetRequiredService<EngineHost>().Client.ListAsync<Executable>(Engine.Bound());
        Assert.Equal(Copies, objects.Count(o => o.Metadata.Name.EndsWith("-9", StringComparison.Ordinal)));

        async Task RestartAsync(int number)
        {
            var name = $"tool{number}";
            await application.UntilAsync(name, KnownResourceStates.Running);
            for (var time = 0; time < 8; time++)
            {
                var before = application.Pids(name).Single();
                Assert.True((await application.CommandAsync(name, KnownResourceCommands.RestartCommand)).Success);
                await application.UntilAsync(name, s => s.State?.Text == KnownResourceStates.Running && application.Pids(name) is [var pid] && pid != before);
            }
        }
    }
}
