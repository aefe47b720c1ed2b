using Platform.Api.Storage;

namespace Platform.Api.Tests.Media;

public sealed class StorageConnectionTests
{
    private const string Keys = "AccessKey=a;SecretKey=s;Bucket=shop";

    [Theory]
    [InlineData($"Endpoint=http://127.0.0.1:9000;{Keys}", "Local", "http://127.0.0.1:9000/", "us-east-1")]
    [InlineData($"Provider=aws;Region=eu-central-1;{Keys}", "Aws", null, "eu-central-1")]
    [InlineData($"Provider=wasabi;Region=eu-central-1;{Keys}", "Wasabi", "https://s3.eu-central-1.wasabisys.com/", "eu-central-1")]
    public void One_form_serves_three_providers(string text, string provider, string? endpoint, string region)
    {
        var connection = StorageConnection.Parse(text);

        Assert.Equal((provider, endpoint, region), (connection.Provider.ToString(), connection.Endpoint?.ToString(), connection.Region));
        using var client = S3Clients.Create(connection);
    }

    [Theory]
    [InlineData(Keys, "lacks Endpoint")]
    [InlineData("Endpoint=http://x;SecretKey=s;Bucket=b", "lacks AccessKey")]
    [InlineData("Endpoint=http://x;AccessKey=a;SecretKey=s", "lacks Bucket")]
    [InlineData($"Provider=azure;{Keys}", "Provider 'azure'")]
    [InlineData($"Endpoint=ftp://x;{Keys}", "Endpoint 'ftp://x'")]
    [InlineData("nonsense", "cannot be read")]
    public void What_is_wrong_is_said(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => StorageConnection.Parse(text)).Message);
}
