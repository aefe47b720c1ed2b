using System.Net;
using System.Xml.Linq;
using Amazon.S3;

namespace Platform.ObjectStore.Tests.Support;

internal static class S3Assert
{
    /// <summary>Runs a call of the SDK that has to fail with a status and an error code.</summary>
    public static async Task FailsAsync(HttpStatusCode status, string code, Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(call);
        Assert.Equal((status, code), (error.StatusCode, error.ErrorCode));
    }

    public static async Task FailsAsync(HttpStatusCode status, string code, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {body}");
        Assert.Equal(code, XDocument.Parse(body).Root!.Element("Code")!.Value);
    }

    /// <summary>Waits until a condition holds, for at most ten seconds.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(10);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Not within ten seconds: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
