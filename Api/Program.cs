using Platform.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
var app = builder.Build();
app.MapGet("/", () => ResourceNames.Api);
app.Run();
