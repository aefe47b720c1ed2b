using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>Who runs the AppHost as an ordinary user has containers that run as that user.</summary>
public sealed class ContainersUserTests
{
    [Fact]
    public async Task An_ordinary_user_owns_every_file_in_either_form_and_goes_on_in_the_other()
    {
        LongTests.SkipUnlessWanted();
        await ContainerEngine.RequireDockerAsync("An ordinary user gets at Docker's daemon by a group");
        await using var user = await TemporaryUser.CreateAsync();
        var (state, ports) = (Path.Combine(user.Home, "clone", ".platform"), AppHostProcess.FreePorts());

        var marks = await RunAsync("container", run => ShopMarks.LeaveAsync(run));
        await RunAsync("process", async run =>
        {
            using var anna = await ShopCustomer.LogInAsync(run);
            Assert.Equal((marks.InCart, System.Net.HttpStatusCode.OK), (await anna.InCartAsync(), await anna.OrderStatusAsync(marks.Order)));
            return marks;
        });
        await RunAsync("container", async run =>
        {
            await marks.AssertThereAsync(run);
            return marks;
        });

        async Task<ShopMarks> RunAsync(string form, Func<AppHostProcess, Task<ShopMarks>> use)
        {
            await using var run = AppHostProcess.Start(
                state, ports, environment: new Dictionary<string, string?>(user.Environment) { ["Platform__Form"] = form, ["Platform__StartEmpty"] = "true" }, through: user.Through);
            await run.WaitUntilReadyAsync();
            var result = await use(run);
            var traces = form is "container" ? await ContainerTraces.ReadAsync(state) : null;

            // Redis and PostgreSQL have written by now; what they write last is written on their way out.
            run.Terminate();
            Assert.Equal(0, await run.WaitForExitAsync());
            await run.WaitUntilNothingIsLeftAsync();
            Assert.Empty(await user.FilesOfOthersAsync(user.Home));
            if (traces is not null)
            {
                await traces.AssertGoneAsync();
            }

            return result;
        }
    }
}
