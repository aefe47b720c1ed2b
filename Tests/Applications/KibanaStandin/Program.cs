using Platform.KibanaStandin;

// kibana --allow-root --config <kibana.yml>
if (Array.IndexOf(args, "--config") is not (>= 0 and var option) || option == args.Length - 1)
{
    await Console.Error.WriteLineAsync("Use: KibanaStandin --config <kibana.yml>");
    return 1;
}

try
{
    var settings = KibanaSettings.Read(args[option + 1]);
    using var elasticsearch = new ElasticsearchUsers(settings);
    await using var kibana = await KibanaServer.StartAsync(settings.Url, elasticsearch.IsKnownAsync, elasticsearch.IsConnectedAsync);
    await Console.Out.WriteLineAsync($"The stand-in for Kibana listens on {kibana.Url}");
    await kibana.WaitForShutdownAsync();
    return 0;
}
catch (InvalidDataException e)
{
    await Console.Error.WriteLineAsync($"FATAL  Error: {e.Message}");
    return 64;
}
