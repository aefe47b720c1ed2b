using System.Reflection;

namespace Platform.Api.Data;

/// <summary>
/// Every migration of the shop's database in order. Each is a file <c>Data/Migrations/&lt;number&gt;_&lt;name&gt;.sql</c>.
/// The list is written out so that a start with nothing pending can be recognised without loading EF Core.
/// </summary>
internal static class MigrationCatalogue
{
    public static readonly string[] Ids =
    [
        "0001_catalogue",
        "0002_identity",
        "0003_jobs",
        "0004_orders",
        "0005_media",
        "0006_features",
        "0007_product_counts",
        "0008_search_words",
        "0009_payment_ends",
    ];

    /// <summary>Goes into the history table's product_version column, where EF Core puts its own.</summary>
    public const string ProductVersion = "10.0.0";

    public static string ReadSql(string id) => ReadResource($"migrations/{id}.sql");

    /// <summary>The grants of each role; run after migrations because it covers tables that exist by then.</summary>
    public static string ReadGrants() => ReadResource("migrations/grants.sql");

    /// <summary>What a database holds after all of them, as <see cref="SchemaCatalogue"/> describes it.</summary>
    public static string[] ReadCatalogue() => ReadResource("migrations/catalogue.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string ReadSeed() => ReadResource("seed-test-data.sql");

    private static string ReadResource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program lacks its embedded file '{name}'. Build it again.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
