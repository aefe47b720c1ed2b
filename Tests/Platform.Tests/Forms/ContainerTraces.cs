namespace Platform.Tests.Forms;

/// <summary>Everything that a running environment has in the container engine; a stop has to take all of it away.</summary>
internal sealed class ContainerTraces
{
    private readonly string[] _containers;
    private readonly string[] _networks;
    private readonly string[] _volumes;

    private ContainerTraces(string[] containers, string[] networks, string[] volumes) =>
        (_containers, _networks, _volumes) = (containers, networks, volumes);

    /// <summary>How many containers there are, those of no store included.</summary>
    public int Containers => _containers.Length;

    /// <summary>Reads what there is: the containers of the stores, their networks, and whatever else is in these.</summary>
    /// <param name="state">The environment's state folder.</param>
    public static async Task<ContainerTraces> ReadAsync(string state)
    {
        var stores = await ContainerEngine.OfAsync(state);
        var networks = (await InspectAsync(stores, "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}")).Where(name => name is not "bridge").ToArray();
        Assert.NotEmpty(networks);
        var containers = new List<string>();
        foreach (var network in networks)
        {
            containers.AddRange(await ContainerEngine.LinesAsync("ps", "--all", "--quiet", "--no-trunc", "--filter", $"network={network}"));
        }

        string[] distinct = [.. containers.Distinct()];
        return new(distinct, networks, await InspectAsync(distinct, "{{range .Mounts}}{{if eq .Type \"volume\"}}{{.Name}} {{end}}{{end}}"));
    }

    /// <summary>Fails when anything of it is still there.</summary>
    public async Task AssertGoneAsync()
    {
        Assert.Empty((await ContainerEngine.LinesAsync("ps", "--all", "--quiet", "--no-trunc")).Intersect(_containers));
        Assert.Empty((await ContainerEngine.LinesAsync("network", "ls", "--format", "{{.Name}}")).Intersect(_networks));
        Assert.Empty((await ContainerEngine.LinesAsync("volume", "ls", "--format", "{{.Name}}")).Intersect(_volumes));
    }

    private static async Task<string[]> InspectAsync(string[] containers, string format) =>
        [.. (await ContainerEngine.LinesAsync(["inspect", "--format", format, .. containers])).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
}
