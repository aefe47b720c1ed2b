using Platform.Api;
using Platform.Api.Commands;
using Platform.ServiceDefaults.Configuration;

CommandLine? command;
try
{
    command = CommandLine.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}

if (command is { Verb: "configuration" })
{
    ConfigurationCommand.Write(command.Folder);
    return 0;
}

if (command is not null)
{
    return await DatabaseCommand.RunAsync(command, CancellationToken.None);
}

WebApplication app;
try
{
    app = Shop.Build(args);
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

await app.RunAsync();
return 0;
