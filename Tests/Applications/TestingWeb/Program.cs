// A service for the tests of Hosting/: it says who it is, and is as healthy as it is told to be.
var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();
var healthy = !args.Contains("--unhealthy");
app.MapGet("/", () => Environment.ProcessId);
app.MapGet("/variable/{name}", (string name) => Environment.GetEnvironmentVariable(name));
app.MapGet("/health", () => healthy ? Results.Ok() : Results.StatusCode(503));
app.MapPost("/health/{value}", (bool value) => { healthy = value; });
app.MapPost("/exit/{code}", (int code) => Environment.Exit(code));
app.MapPost("/say", async (HttpRequest request) => Console.WriteLine(await new StreamReader(request.Body).ReadToEndAsync()));
app.Run();
