namespace Platform.Tests.Forms;

/// <summary>Backing services as processes.</summary>
public sealed class ProcessServiceTests(ProcessServiceTests.Processes environment)
    : BackingServiceTests(environment), IClassFixture<ProcessServiceTests.Processes>
{
    /// <summary>The environment.</summary>
    public sealed class Processes() : Environment("process")
    {
        /// <inheritdoc />
        public override Task RequireAsync() => Task.CompletedTask;

        /// <inheritdoc />
        protected override Task<bool> CanStartAsync() => Task.FromResult(true);
    }
}
