namespace Platform.Tests.Forms;

/// <summary>Backing services as containers.</summary>
public sealed class ContainersServiceTests(ContainersServiceTests.Containers environment)
    : BackingServiceTests(environment), IClassFixture<ContainersServiceTests.Containers>
{
    [Fact]
    public async Task Containers_are_limited_as_the_user_says()
    {
        await ContainerEngine.RequireAsync();
        var redis = await environment.App.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Redis).WaitAsync(Wait.Bound);
        var id = (string)redis.Snapshot.Properties.Single(property => property.Name == "container.id").Value!;

        Assert.Equal([$"{96 * 1024 * 1024} 500000000"], await ContainerEngine.LinesAsync("inspect", "--format", "{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}", id));
    }

    /// <summary>The environment.</summary>
    public sealed class Containers() : Environment("container", "--Platform:Limits:redis:Memory=96m", "--Platform:Limits:redis:Cpus=0.5")
    {
        /// <inheritdoc />
        public override Task RequireAsync() => ContainerEngine.RequireAsync();

        /// <inheritdoc />
        protected override async Task<bool> CanStartAsync() => await ContainerEngine.FindMissingAsync() is null;
    }
}
