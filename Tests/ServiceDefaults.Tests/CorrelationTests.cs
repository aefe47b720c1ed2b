using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Correlation;

namespace Platform.ServiceDefaults.Tests;

public sealed class CorrelationTests
{
    [Theory]
    [InlineData("order-4711", true)]
    [InlineData("~!weird{but}visible", true)]
    [InlineData("with space", false)]
    [InlineData("tab\there", false)]
    [InlineData("", false)]
    public async Task An_acceptable_ID_is_returned_and_any_other_replaced(string given, bool accepted)
    {
        await using var service = await TestService.StartAsync(map: app => app.MapGet("/", () => CorrelationId.Current));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation(CorrelationId.Header, given);

        using var response = await service.Client.SendAsync(request);

        var returned = Assert.Single(response.Headers.GetValues(CorrelationId.Header));
        Assert.Equal(accepted, given == returned);
        Assert.Equal(returned, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void It_has_at_most_128_characters(int length, bool accepted) =>
        Assert.Equal(accepted, CorrelationId.IsAcceptable(new string('a', length)));

    [Fact]
    public async Task It_is_returned_with_errors_too()
    {
        await using var service = await TestService.StartAsync(map: app =>
            app.MapGet("/fails", IResult () => throw new InvalidOperationException("inner detail")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fails");
        request.Headers.Add(CorrelationId.Header, "c-1");

        using var response = await service.Client.SendAsync(request);

        Assert.Equal("c-1", Assert.Single(response.Headers.GetValues(CorrelationId.Header)));
        Assert.Contains("\"correlationId\":\"c-1\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_is_a_tag_of_the_trace()
    {
        await using var service = await TestService.StartAsync(map: app => app.MapGet("/", () => (string?)Activity.Current?.GetTagItem("correlation.id")));
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(CorrelationId.Header, "traced-1");

        using var response = await service.Client.SendAsync(request);

        Assert.Equal("traced-1", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_goes_along_with_outgoing_calls()
    {
        await using var called = await TestService.StartAsync(map: app => app.MapGet("/", () => CorrelationId.Current));
        await using var caller = await TestService.StartAsync(
            builder => builder.Services.AddHttpClient("other"),
            app => app.MapGet("/", (IHttpClientFactory clients) => clients.CreateClient("other").GetStringAsync(called.Client.BaseAddress)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(CorrelationId.Header, "chain-1");

        using var response = await caller.Client.SendAsync(request);

        Assert.Equal("chain-1", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public void A_job_works_under_the_ID_of_the_request_that_made_it()
    {
        using (CorrelationId.Begin("from-request"))
        {
            Assert.Equal("from-request", CorrelationId.Current);
        }

        Assert.Null(CorrelationId.Current);
    }
}
