// The application that the tests of Hosting.Testing/ run. "Fail" in the configuration says where it goes wrong.
var builder = DistributedApplication.CreateBuilder(args);
if (builder.Configuration["Fail"] == "before build")
{
    throw new InvalidOperationException("The AppHost failed before it built anything.");
}

if (builder.Configuration["Fail"] == "no build")
{
    return;
}

builder.AddConnectionString("db", ReferenceExpression.Create($"Host=db"));
builder.AddProject<Projects.TestingWeb>("web").WithHttpHealthCheck("/health").WithEnvironment("FROM_APPHOST", builder.Configuration["FROM_TEST"]);
if (builder.Configuration["Fail"] == "before start")
{
    builder.OnBeforeStart((_, _) => throw new InvalidOperationException("The AppHost failed before its start."));
}

var app = builder.Build();
if (builder.Configuration["Fail"] == "after build")
{
    throw new InvalidOperationException("The AppHost failed after it had built the application.");
}

app.Run();
