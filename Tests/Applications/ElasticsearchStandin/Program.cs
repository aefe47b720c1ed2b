using Platform.ElasticsearchStandin;

// elasticsearch-standin <url> <password of the user elastic>
if (args is not [var url, var password])
{
    await Console.Error.WriteLineAsync("Use: ElasticsearchStandin http://127.0.0.1:9200 <password of the user elastic>");
    return 1;
}

await using var standin = await Standin.StartAsync(url, password);
await Console.Out.WriteLineAsync($"The stand-in for Elasticsearch listens on {standin.Url}");
await standin.WaitForShutdownAsync();
return 0;
