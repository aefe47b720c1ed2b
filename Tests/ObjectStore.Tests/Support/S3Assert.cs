using System.Net;
using System.Xml.Linq;
using Amazon.S3;

namespace Platform.ObjectStore.Tests.Support;

internal static class S3Assert
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

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

    /// <summary>Waits until a condition holds. The bound is for failures only, and wide enough for a busy machine.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = DateTime.UtcNow + Bound;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Not within {Bound.TotalSeconds} seconds: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
