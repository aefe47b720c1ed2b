using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Tools.Tests.Workplace;

/// <summary>
/// What the schema of https://github.com/devcontainers/spec (schemas/devContainer.base.schema.json) allows in a devcontainer.json
/// whose container comes from an image. No package carries the schema itself, so its rules are written down here; where there is a copy
/// of it, a test holds both together.
/// </summary>
internal static partial class DevContainerRules
{
    private delegate string? Rule(JsonElement value);

    private static readonly Rule s_text = Kind("text", JsonValueKind.String);
    private static readonly Rule s_switch = Kind("true or false", JsonValueKind.True, JsonValueKind.False);
    private static readonly Rule s_anyObject = Kind("an object", JsonValueKind.Object);
    private static readonly Rule s_size = value => Size().IsMatch(Text(value)) ? null : "is no size such as 4gb";
    private static readonly Rule s_texts = ListOf(s_text);

    // A shell's line, a program with its arguments, or several of these with names.
    private static readonly Rule s_command = Either("a command", s_text, s_texts, MapOf(Either("a command", s_text, s_texts)));

    private static readonly Rule s_port = Either("a port or host:port", Number(0, 65535), value => HostAndPort().IsMatch(Text(value)) ? null : "is no port");

    private static readonly Rule s_mount = Either(
        "a mount", s_text, Object(new() { ["type"] = OneOf("bind", "volume"), ["source"] = s_text, ["target"] = s_text }, "type", "target"));

    private static readonly Rule s_gpu = Either(
        "true, false, optional or what is needed", s_switch, OneOf("optional"), Object(new() { ["cores"] = Number(1), ["memory"] = s_size }));

    private static readonly Rule s_root = Object(
        new()
        {
            ["$schema"] = s_text,
            ["name"] = s_text,
            ["image"] = s_text,
            ["features"] = s_anyObject,
            ["overrideFeatureInstallOrder"] = s_texts,
            ["secrets"] = MapOf(Object(new() { ["description"] = s_text, ["documentationUrl"] = s_text }), Variable()),
            ["forwardPorts"] = ListOf(s_port),
            ["portsAttributes"] = MapOf(Object(PortAttributes("openBrowserOnce"))),
            ["otherPortsAttributes"] = Object(PortAttributes()),
            ["updateRemoteUserUID"] = s_switch,
            ["containerEnv"] = MapOf(s_text),
            ["remoteEnv"] = MapOf(Kind("text or null", JsonValueKind.String, JsonValueKind.Null)),
            ["containerUser"] = s_text,
            ["remoteUser"] = s_text,
            ["mounts"] = ListOf(s_mount),
            ["init"] = s_switch,
            ["privileged"] = s_switch,
            ["capAdd"] = s_texts,
            ["securityOpt"] = s_texts,
            ["initializeCommand"] = s_command,
            ["onCreateCommand"] = s_command,
            ["updateContentCommand"] = s_command,
            ["postCreateCommand"] = s_command,
            ["postStartCommand"] = s_command,
            ["postAttachCommand"] = s_command,
            ["waitFor"] = OneOf("initializeCommand", "onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand"),
            ["userEnvProbe"] = OneOf("none", "loginShell", "loginInteractiveShell", "interactiveShell"),
            ["hostRequirements"] = Object(new() { ["cpus"] = Number(1), ["memory"] = s_size, ["storage"] = s_size, ["gpu"] = s_gpu }),
            ["customizations"] = s_anyObject,
            ["appPort"] = Either("a port or several", Number(0), s_text, ListOf(Either("a port", Number(0), s_text))),
            ["runArgs"] = s_texts,
            ["shutdownAction"] = OneOf("none", "stopContainer"),
            ["overrideCommand"] = s_switch,
            ["workspaceFolder"] = s_text,
            ["workspaceMount"] = s_text,
        },
        "image");

    /// <returns>The first thing that breaks the rules, with where it is; null when nothing does.</returns>
    public static string? Problem(JsonElement devContainer) => s_root(devContainer);

    private static Dictionary<string, Rule> PortAttributes(params string[] more) => new()
    {
        ["onAutoForward"] = OneOf(["notify", "openBrowser", "openPreview", "silent", "ignore", .. more]),
        ["elevateIfNeeded"] = s_switch,
        ["label"] = s_text,
        ["requireLocalPort"] = s_switch,
        ["protocol"] = OneOf("http", "https"),
    };

    private static Rule Kind(string what, params JsonValueKind[] kinds) => value => kinds.Contains(value.ValueKind) ? null : $"is not {what}";

    private static Rule Number(int from, int to = int.MaxValue) => value =>
        value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= from && number <= to
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"is no whole number from {from} to {to}");

    private static Rule OneOf(params string[] words) => value => words.Contains(Text(value)) ? null : $"is none of {string.Join(", ", words)}";

    private static Rule Either(string what, params Rule[] rules) => value => Array.Exists(rules, rule => rule(value) is null) ? null : $"is not {what}";

    private static Rule ListOf(Rule item) => value => value.ValueKind is JsonValueKind.Array
        ? value.EnumerateArray().Select((element, index) => At($"[{index}]", item(element))).FirstOrDefault(problem => problem is not null)
        : "is no list";

    private static Rule MapOf(Rule item, Regex? names = null) => value => value.ValueKind is JsonValueKind.Object
        ? value.EnumerateObject().Select(property => At(property.Name, names?.IsMatch(property.Name) is false ? "is no name here" : item(property.Value)))
            .FirstOrDefault(problem => problem is not null)
        : "is no object";

    private static Rule Object(Dictionary<string, Rule> properties, params string[] required) => value => value.ValueKind is JsonValueKind.Object
        ? value.EnumerateObject()
            .Select(property => At(property.Name, properties.TryGetValue(property.Name, out var rule) ? rule(property.Value) : "is not known"))
            .Concat(required.Where(name => !value.TryGetProperty(name, out _)).Select(name => At(name, "is missing")))
            .FirstOrDefault(problem => problem is not null)
        : "is no object";

    private static string? At(string where, string? problem) => problem is null ? null : $"{where} {problem}";

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : "";

    [GeneratedRegex(@"^\d+([tgmk]b)?$")]
    private static partial Regex Size();

    [GeneratedRegex(@"^[a-z0-9-]+:\d{1,5}$")]
    private static partial Regex HostAndPort();

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex Variable();
}
