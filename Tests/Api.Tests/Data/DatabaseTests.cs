using Npgsql;
using Platform.Api.Data;

namespace Platform.Api.Tests.Data;

public sealed class DatabaseTests
{
    [Theory]
    [InlineData("Host=127.0.0.1;Username=app;Timeout=9", "127.0.0.1", "app", 9)]
    [InlineData("postgresql://owner:p%40ss@127.0.0.1:6000/shopdb", "127.0.0.1", "owner", 3)]
    public void What_a_connection_string_leaves_open_is_filled_in(string text, string host, string user, int timeout)
    {
        var settings = new NpgsqlConnectionStringBuilder(Database.WithDefaults(text));

        Assert.Equal((host, user, timeout), (settings.Host, settings.Username, settings.Timeout));
        Assert.Equal(SslMode.Disable, settings.SslMode);
    }

    [Fact]
    public void A_URL_keeps_its_password_and_port()
    {
        var settings = new NpgsqlConnectionStringBuilder(Database.WithDefaults("postgres://owner:p%40ss@db.example.com:6000/shop"));

        Assert.Equal(("p@ss", 6000, "shop"), (settings.Password, settings.Port, settings.Database));
        Assert.NotEqual(SslMode.Disable, settings.SslMode);
    }
}
