using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Load;

/// <summary>The same two endpoints with and without ServiceDefaults: one reads a row from PostgreSQL, one does nothing.</summary>
internal static class SampleService
{
    public static async Task RunAsync(bool defaults)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, SampleJson.Default));
        if (defaults)
        {
            builder.AddServiceDefaults();
        }
        else
        {
            builder.Logging.ClearProviders();
        }

        await using var database = NpgsqlDataSource.Create(builder.Configuration["ConnectionStrings:shopdb"]!);
        var app = builder.Build();
        if (defaults)
        {
            app.MapDefaultEndpoints();
            app.UseRateLimits();
        }
        else
        {
            app.MapGet("/health/ready", () => "");
        }

        app.MapGet("/time", () => $"{Environment.CpuUsage.TotalTime.Ticks}");
        app.MapGet("/api/v1/nothing", () => "nothing");
        app.MapGet("/api/v1/work/{id:int}", async (int id, HttpContext context) =>
        {
            await using var command = database.CreateCommand("SELECT id, name, price, stock FROM products WHERE id = $1");
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = id });
            await using var reader = await command.ExecuteReaderAsync(context.RequestAborted);
            await reader.ReadAsync(context.RequestAborted);
            return Results.Ok(new SampleProduct(reader.GetInt32(0), reader.GetString(1), reader.GetDecimal(2), reader.GetInt32(3)));
        });
        await app.RunAsync();
    }

    /// <summary>The processor time that a running service has used so far.</summary>
    public static async Task<TimeSpan> ProcessorTimeAsync(Uri service)
    {
        using var client = new HttpClient();
        return TimeSpan.FromTicks(long.Parse(await client.GetStringAsync(new Uri(service, "/time")), CultureInfo.InvariantCulture));
    }
}

/// <summary>What the endpoint answers.</summary>
internal sealed record SampleProduct(int Id, string Name, decimal Price, int Stock);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SampleProduct))]
[JsonSerializable(typeof(string))]
internal sealed partial class SampleJson : JsonSerializerContext;
