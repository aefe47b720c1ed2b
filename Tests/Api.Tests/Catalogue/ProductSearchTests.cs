using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Api.Catalogue;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Catalogue;

public sealed class ProductSearchTests(TestServers servers) : IAsyncLifetime
{
    private ShopApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _client = _app.CreateClient();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_search_finds_seeded_products_best_match_first()
    {
        var page = await SearchAsync("search=lamp");

        Assert.True(page.Total >= 5);
        Assert.All(page.Items, item => Assert.Contains("Lamp", item.Name));
    }

    [Fact]
    public async Task A_search_finds_other_forms_of_a_word() =>
        Assert.Equal((await SearchAsync("search=lamp")).Total, (await SearchAsync("search=LAMPS")).Total);

    [Theory]
    [InlineData("pendent lihgt", "Pendant Light")]
    [InlineData("wodden trian", "Wooden Train")]
    [InlineData("sauecpan", "Saucepan")]
    [InlineData("the noteboook", "Notebook")]
    [InlineData("brass desklamp", "Brass Desk Lamp")]
    [InlineData("headph", "Headphones")]
    [InlineData("xqzzv oak desk lamp", "Oak Desk Lamp")]
    [InlineData("note book", "Notebook")]
    [InlineData("sauecpan -classic -\"copper saucepan\"", "Saucepan")]
    public async Task A_misspelt_word_finds_what_was_meant(string text, string expected)
    {
        var page = await SearchAsync($"search={Uri.EscapeDataString(text)}");

        Assert.NotEmpty(page.Items);
        Assert.All(page.Items, item => Assert.Contains(expected, item.Name));
        Assert.All(page.Items, item => Assert.DoesNotContain("Classic", text.Contains("-classic", StringComparison.Ordinal) ? item.Name : ""));
    }

    [Fact]
    public async Task A_switch_that_is_turned_holds_for_searches_that_were_asked_before()
    {
        await Eventually.TrueAsync(async () => (await _client.GetStringAsync("/health/ready")).Contains("\"redis\":{\"status\":\"Healthy\"", StringComparison.Ordinal), "Redis is connected");
        using var admin = _app.CreateClient();
        await admin.LogInAsync(ShopClient.Admin);
        Assert.NotEmpty((await SearchAsync("search=sauecpan")).Items);

        await admin.PutAsJsonAsync("/api/v1/admin/features/SimilarWords", new { enabled = false });
        Assert.Empty((await SearchAsync("search=sauecpan")).Items);

        await admin.PutAsJsonAsync("/api/v1/admin/features/SimilarWords", new { enabled = true });
        Assert.NotEmpty((await SearchAsync("search=sauecpan")).Items);
    }

    [Theory]
    [InlineData("pendent xqzzv qzzxv")]
    [InlineData("-lamp")]
    [InlineData("the")]
    [InlineData("lmp lmp lmp lmp a b c d e f g h i j")]
    public async Task What_cannot_be_guessed_finds_nothing(string text) =>
        Assert.Equal((0, 0), Shape(await SearchAsync($"search={Uri.EscapeDataString(text)}")));

    [Fact]
    public async Task What_is_left_out_does_not_disturb_the_order()
    {
        var all = await SearchAsync("search=light&size=100");
        var some = await SearchAsync("search=light+-oak&size=100");

        Assert.True(some.Total < all.Total);
        Assert.Equal(all.Items.Where(item => some.Items.Contains(item)), some.Items);
    }

    [Fact]
    public async Task A_new_name_is_known_to_the_spelling_and_one_that_is_gone_is_not()
    {
        await _app.ExecuteAsync("UPDATE products SET name = 'Theremin' WHERE id = 1; DELETE FROM order_lines; DELETE FROM media; DELETE FROM products WHERE name LIKE '%Kettle'");

        Assert.Equal(1, Assert.Single((await SearchAsync("search=theremni")).Items).Id);
        Assert.Empty((await SearchAsync("search=kettel")).Items);
    }

    [Fact]
    public async Task Of_very_many_matches_a_thousand_are_ranked_and_those_named_so_come_first()
    {
        await _app.ExecuteAsync(
            """
            INSERT INTO products (sku, category_id, name, description, price, stock)
            SELECT 'MANY-' || n, 1, CASE WHEN n = 2000 THEN 'Extended Warranty' ELSE 'Thing ' || n END, 'With two years of warranty.', 1, 1 FROM generate_series(1, 2000) n
            """);

        var first = await SearchAsync("search=warranty&size=100");
        var last = await SearchAsync("search=warranty&size=30&page=34");
        var beyond = await SearchAsync("search=warranty&size=30&page=35");

        Assert.Equal((100, 1000L, true), (first.Items.Count, first.Total, first.More));
        Assert.Equal("Extended Warranty", first.Items[0].Name);
        Assert.Equal((10, 1000L), Shape(last));
        Assert.Equal((0, 1000L), Shape(beyond));
        Assert.False((await SearchAsync("search=lamp")).More);
    }

    [Fact]
    public async Task Nonsense_finds_nothing() => Assert.Equal((0, 0), Shape(await SearchAsync("search=xqzzv")));

    [Fact]
    public async Task A_category_narrows_the_search()
    {
        var page = await SearchAsync("search=lamp&category=outdoor&size=100");

        Assert.NotEmpty(page.Items);
        Assert.All(page.Items, item => Assert.Equal("outdoor", item.Category));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        List<int> ids = [];
        for (var page = 1; page <= 4; page++)
        {
            ids.AddRange((await SearchAsync($"category=garden&size=10&page={page}")).Items.Select(item => item.Id));
        }

        Assert.Equal(40, ids.Distinct().Count());
        Assert.Empty((await SearchAsync("category=garden&size=10&page=5")).Items);
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=10001", "page")]
    [InlineData("size=0", "size")]
    [InlineData("size=101", "size")]
    public async Task A_value_out_of_range_is_refused_by_name(string query, string field)
    {
        using var response = await _client.GetAsync($"/api/v1/products?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("'")]
    [InlineData("a%00b")]
    [InlineData("\"unclosed")]
    [InlineData("-- | & ! ( ) :*")]
    [InlineData("%f0%9f%92%a1")]
    public async Task Any_text_may_be_searched_for(string text)
    {
        using var response = await _client.GetAsync($"/api/v1/products?search={text}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_page_that_was_asked_for_before_comes_from_the_cache()
    {
        await Eventually.TrueAsync(async () => (await _client.GetStringAsync("/health/ready")).Contains("\"redis\":{\"status\":\"Healthy\"", StringComparison.Ordinal), "Redis is connected");
        var first = await SearchAsync("search=kettle");
        await _app.ExecuteAsync("UPDATE products SET name = 'Gone', description = '' WHERE name LIKE '%Kettle'");

        Assert.Equal(Shape(first), Shape(await SearchAsync("search=kettle")));
    }

    [Fact]
    public async Task A_product_is_shown_by_its_id()
    {
        var product = await _client.GetFromJsonAsync("/api/v1/products/1", CatalogueJson.Default.Product);

        Assert.Equal("Brass Desk Lamp", product?.Name);
    }

    [Fact]
    public async Task A_product_that_does_not_exist_is_a_problem_with_status_404()
    {
        using var response = await _client.GetAsync("/api/v1/products/2000000000");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Categories_are_listed_with_the_number_of_their_products()
    {
        var categories = await _client.GetFromJsonAsync("/api/v1/categories", CatalogueJson.Default.IReadOnlyListCategory);

        Assert.True(categories!.Count >= 12);
        Assert.All(categories, category => Assert.Equal(40, category.Products));
    }

    private async Task<ProductPage> SearchAsync(string query) =>
        (await _client.GetFromJsonAsync($"/api/v1/products?{query}", CatalogueJson.Default.ProductPage))!;

    private static (int, long) Shape(ProductPage page) => (page.Items.Count, page.Total);
}
