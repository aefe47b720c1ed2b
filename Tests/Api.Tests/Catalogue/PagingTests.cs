using System.Net.Http.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.Api.Catalogue;
using Platform.Api.Tests.Fixtures;
using Check = FsCheck.Check;

namespace Platform.Api.Tests.Catalogue;

/// <summary>However long the pages are, together they are the whole list.</summary>
public sealed class PagingTests(TestServers servers) : IAsyncLifetime
{
    private static readonly string[] Lists =
        ["", "category=garden", "search=lamp", "search=oak+table", "search=light&category=lighting", "search=pendent+lihgt", "search=nothing-of-that-kind"];

    private ShopApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _client = _app.CreateClient();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void Every_entry_is_on_one_page_and_every_page_but_the_last_is_full()
    {
        var questions = (from list in Gen.Elements(Lists) from size in Gen.Choose(7, 100) select (List: list, Size: size)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(questions, question => HoldsAsync(question.List, question.Size).GetAwaiter().GetResult()));
    }

    private async Task<bool> HoldsAsync(string list, int size)
    {
        List<int> seen = [];
        ProductPage page;
        var number = 1;
        do
        {
            page = (await _client.GetFromJsonAsync($"/api/v1/products?{list}&size={size}&page={number}", CatalogueJson.Default.ProductPage))!;
            if (page.Items.Count != Math.Clamp(page.Total - seen.Count, 0, size))
            {
                return false;
            }

            seen.AddRange(page.Items.Select(item => item.Id));
            number++;
        }
        while (page.Items.Count > 0);

        return seen.Count == page.Total && seen.Distinct().Count() == seen.Count;
    }
}
