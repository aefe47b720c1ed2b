using System.Text.Json;

namespace Platform.AppHost.Monitoring;

/// <summary>Reads what is sent to an incoming webhook of Slack, whose format other chats take as well.</summary>
internal static class ChatMessage
{
    /// <param name="json"><c>{"attachments":[{"title":"[critical] api is down","text":"ServiceDown ..."}]}</c></param>
    /// <returns>Title and text of each message; none when it is not in that format.</returns>
    public static IReadOnlyList<string> Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("attachments", out var attachments)
                ? [.. attachments.EnumerateArray().Select(attachment => $"{Text(attachment, "title")}\n{Text(attachment, "text")}".Trim())]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static string? Text(JsonElement attachment, string name) => attachment.TryGetProperty(name, out var value) ? value.GetString() : null;
}
