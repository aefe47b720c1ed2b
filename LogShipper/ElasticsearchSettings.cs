using Platform.ServiceDefaults.Configuration;

namespace Platform.LogShipper;

/// <summary>Where Elasticsearch is, and who asks.</summary>
public sealed class ElasticsearchSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Elasticsearch";

    /// <inheritdoc/>
    public static string About => "The Elasticsearch that log lines go to.";

    /// <summary>Its address.</summary>
    [Setting("Its address.", Example = "http://127.0.0.1:9200", Required = true)]
    public Uri? Url { get; set; }

    /// <summary>The user that asks.</summary>
    [Setting("The user that asks.", Example = "log_shipper", Required = true)]
    public string User { get; set; } = "";

    /// <summary>The user's password.</summary>
    [Setting("The user's password.", Required = true, Secret = true)]
    public string Password { get; set; } = "";

    /// <summary>How long one request may take. Seconds.</summary>
    [Setting("How long one request may take. Seconds.", Example = "30", Minimum = 1, Maximum = 600)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>A client that asks as the user.</summary>
    internal HttpClient CreateClient()
    {
        var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(TimeoutSeconds) };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{User}:{Password}")));
        return client;
    }
}
