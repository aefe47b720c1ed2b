using Platform.ElasticsearchStandin;

// elasticsearch-standin <url> <password of the user elastic> [--data <folder>]
if (args is not [var url, var password, .. [] or ["--data", _]])
{
    await Console.Error.WriteLineAsync("Use: ElasticsearchStandin http://127.0.0.1:9200 <password of the user elastic> [--data <folder>]");
    return 1;
}

await using var standin = await Standin.StartAsync(url, password, args.ElementAtOrDefault(3));
await Console.Out.WriteLineAsync($"The stand-in for Elasticsearch listens on {standin.Url}");
await standin.WaitForShutdownAsync();
return 0;
