using System.Net;
using Platform.AppHost;
using Platform.Tests.InProcess;

namespace Platform.Tests.Forms;

/// <summary>Containers that are broken on purpose.</summary>
public sealed class ContainersFaultTests
{
    [Fact]
    public async Task Containers_are_halted_killed_and_cut_off_and_the_shop_recovers()
    {
        await ContainerEngine.RequireAsync();
        var (builder, app) = await ShopFixture.StartAsync(configure: null, "--Platform:Form=container", "--Platform:Faults=true");
        await using (builder)
        await using (app)
        {
            using var api = app.CreateHttpClient(ResourceNames.Api);
            await app.PauseAsync(ResourceNames.Postgres);
            await UntilReadyAnswersAsync(api, HttpStatusCode.ServiceUnavailable);
            await app.HealAsync(ResourceNames.Postgres);
            await UntilReadyAnswersAsync(api, HttpStatusCode.OK);

            await app.CutOffAsync(ResourceNames.Postgres);
            await UntilReadyAnswersAsync(api, HttpStatusCode.ServiceUnavailable);
            await app.HealAsync(ResourceNames.Postgres);
            await UntilReadyAnswersAsync(api, HttpStatusCode.OK);

            // Killed, each is seen to have ended, and starts again. Whether with its data, ContainersLifeTests asks: a test's is not made to last.
            foreach (var name in (string[])[ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage])
            {
                await app.ResourceNotifications.WaitForResourceHealthyAsync(name).WaitAsync(Wait.Bound);
                await app.KillAsync(name);
                var ended = await app.ResourceNotifications.WaitForResourceAsync(name, change => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text)).WaitAsync(Wait.Bound);
                Assert.Equal((KnownResourceStates.Exited, 137), (ended.Snapshot.State?.Text, ended.Snapshot.ExitCode));
                Assert.True((await app.ResourceCommands.ExecuteCommandAsync(name, KnownResourceCommands.StartCommand).WaitAsync(Wait.Bound)).Success);
                await app.ResourceNotifications.WaitForResourceHealthyAsync(name).WaitAsync(Wait.Bound);
            }

            await UntilReadyAnswersAsync(api, HttpStatusCode.OK);
            Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
        }
    }

    private static Task UntilReadyAnswersAsync(HttpClient api, HttpStatusCode expected)
    {
        HttpStatusCode? last = null;
        return Wait.UntilAsync(
            async () =>
            {
                using var answer = await api.GetAsync("/health/ready");
                return (last = answer.StatusCode) == expected;
            },
            () => $"ready answers {last}, not {expected}");
    }
}
