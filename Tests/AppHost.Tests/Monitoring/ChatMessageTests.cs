using Platform.AppHost.Monitoring;

namespace Platform.AppHost.Tests.Monitoring;

public sealed class ChatMessageTests
{
    [Fact]
    public void Title_and_text_of_each_message_are_read() => Assert.Equal(
        ["[critical] api is down\nServiceDown", "[resolved] api is down"],
        ChatMessage.Parse("""{"username":"Alertmanager","attachments":[{"title":"[critical] api is down","text":"ServiceDown\n","color":"danger"},{"title":"[resolved] api is down"}]}"""));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"attachments\":3}")]
    [InlineData("{\"attachments\":[1]}")]
    [InlineData("{\"text\":\"hello\"}")]
    public void What_is_no_message_is_none(string body) => Assert.Empty(ChatMessage.Parse(body));
}
