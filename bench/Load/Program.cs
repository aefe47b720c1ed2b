using System.Globalization;
using Platform.Load;

// Load.Bench [--seconds n] [--connections n] [--scale n] [--only name,name]: prints Markdown tables of what the shop carries.
// Names: home, product, search, search-uncached, cart, checkout, defaults, defaults-alone, clone, and plans and million, which are left out unless named.
// Load.Bench service bare|defaults: the small service that is measured with and without ServiceDefaults; used by the former.
if (args is ["service", var kind])
{
    await SampleService.RunAsync(kind == "defaults");
    return 0;
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var position ? args[position + 1] : null;
int Number(string name, int otherwise) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
await using var servers = await Servers.StartAsync();
var run = new Run(servers, Number("--seconds", 10), Number("--connections", 32), Number("--scale", 193), Option("--only")?.Split(','));
await run.ShopAsync();
await run.DefaultsAsync();
await run.CloneAsync();
return await run.MillionAsync() ? 0 : 1;
