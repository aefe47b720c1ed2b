using Npgsql;
using Platform.ServiceDefaults;

namespace Platform.Api.Data;

/// <summary>Opens the shop's database. The slim builder leaves out type plug-ins the shop does not use, which halves the first open.</summary>
internal static class Database
{
    public static NpgsqlDataSource CreateDataSource(string connectionString, ILoggerFactory? loggers = null)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(WithDefaults(connectionString)) { Name = ResourceNames.ShopDb };
        builder.EnableTransportSecurity();
        builder.EnableArrays();

        // The shop uses built-in types only; asking the server for its types costs a round trip and 20 ms at start.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        if (loggers is not null)
        {
            builder.UseLoggerFactory(loggers);
        }

        return builder.Build();
    }

    /// <summary>What is wrong with a connection string; null when it can be used.</summary>
    public static string? Problem(string connectionString)
    {
        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(FromUrl(connectionString)).Host) ? "lacks Host" : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return $"cannot be read: {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>Fills in what the connection string leaves open.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static string WithDefaults(string connectionString)
    {
        if (Problem(connectionString) is { } problem)
        {
            throw new ArgumentException(
                $"ConnectionStrings__{ResourceNames.ShopDb} {problem}. Expected for example '{ConnectionSettings.ShopDbExample}'.");
        }

        connectionString = FromUrl(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        SetDefault("Timeout", 3);
        SetDefault("Command Timeout", 15);
        SetDefault("Application Name", "api");
        SetDefault("Maximum Pool Size", 50);

        // What is asked again and again is parsed and planned once per connection: a checkout takes half as long.
        SetDefault("Max Auto Prepare", 50);

        // Kerberos is asked first otherwise, which loads its libraries and costs a round trip.
        SetDefault("GSS Encryption Mode", "Disable");
        if (settings.Host is "127.0.0.1" or "localhost" or "::1")
        {
            SetDefault("SSL Mode", "Disable");
        }

        return settings.ConnectionString;

        void SetDefault(string key, object value)
        {
            if (!settings.ContainsKey(key) || !IsSet(key))
            {
                settings[key] = value;
            }
        }

        // ContainsKey is true for every known keyword, so the text itself is asked.
        bool IsSet(string key) => connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Any(part => part.Split('=')[0].Replace(" ", "", StringComparison.Ordinal).Trim()
                .Equals(key.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
    }

    // postgresql://owner:password@127.0.0.1:5432/shopdb, as psql and `make psql-url` have it.
    private static string FromUrl(string text)
    {
        if (!text.StartsWith("postgres://", StringComparison.Ordinal) && !text.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return text;
        }

        var url = new Uri(text);
        var user = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        }.ConnectionString;
    }
}
