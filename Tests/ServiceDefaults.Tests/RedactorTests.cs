using Platform.ServiceDefaults.Logging;

namespace Platform.ServiceDefaults.Tests;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("Host=db;Username=app;Password=hunter2;Timeout=3", "Host=db;Username=app;Password=***;Timeout=3")]
    [InlineData("127.0.0.1:6379,password=s3cret,ssl=false", "127.0.0.1:6379,password=***,ssl=false")]
    [InlineData("{\"token\": \"abc123\"}", "{\"token\": \"***\"}")]
    [InlineData("Authorization: Bearer eyJhbGciOi.abc-def", "Authorization: Bearer ***")]
    [InlineData("postgres://owner:pw@127.0.0.1:5432/shopdb", "postgres://owner:***@127.0.0.1:5432/shopdb")]
    [InlineData("mail to jane.doe+x@example.co.uk failed", "mail to *** failed")]
    [InlineData("Endpoint=http://127.0.0.1:9000;AccessKey=AKIA1;SecretKey=xyz", "Endpoint=http://127.0.0.1:9000;AccessKey=***;SecretKey=***")]
    [InlineData("X-Api-Key: shop_1a2b3c4d_00ff refused", "X-Api-Key: *** refused")]
    [InlineData("http://127.0.0.1:9000/shop/a.png?X-Amz-Credential=AKIA1%2F20261120&X-Amz-Signature=0f1e&X-Amz-Expires=900", "http://127.0.0.1:9000/shop/a.png?X-Amz-Credential=***&X-Amz-Signature=***&X-Amz-Expires=900")]
    [InlineData("passwd: hunter2", "passwd: ***")]
    [InlineData("GET /api/v1/products answered 200", "GET /api/v1/products answered 200")]
    [InlineData("the key is under the mat @ noon", "the key is under the mat @ noon")]
    public void Texts_lose_what_is_sensitive_and_keep_the_rest(string text, string expected) =>
        Assert.Equal(expected, Redactor.Redact(text));

    [Theory]
    [InlineData("Password", true)]
    [InlineData("access_token", true)]
    [InlineData("CustomerEmail", true)]
    [InlineData("X-Api-Key-ApiKey", true)]
    [InlineData("ProductId", false)]
    [InlineData("Path", false)]
    public void A_name_says_whether_its_value_is_sensitive(string name, bool sensitive) =>
        Assert.Equal(sensitive, Redactor.IsSensitive(name));
}
