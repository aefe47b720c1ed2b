using Platform.Api.Carts;
using Platform.Api.Jobs;
using Platform.Api.Payments;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.Api.Orders;

internal static class OrderExtensions
{
    /// <summary>Adds carts, checkout, orders and payments.</summary>
    public static void AddOrders(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<CartSettings>();
        builder.AddSettings<PaymentSettings>();
        var services = builder.Services;
        services.AddSingleton<CartStore>();
        services.AddSingleton<Checkout>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<OrderChanges>();
        services.AddSingleton<NoticeSignature>();
        services.AddSingleton<PaymentNotices>();
        services.AddSingleton<PaymentProvider>();
        services.AddSingleton<IJobHandler, ChargePayment>();
        services.AddHostedService<OrderMonitor>();
        services.AddSingleton<IJobHandler, RefundPayment>();
        if (builder.AddSettings<JobSettings>().Workers > 0)
        {
            services.AddHostedService<PaymentSweep>();
        }

        services.AddHttpClient(PaymentProvider.ClientName);
        services.Configure<TelemetryOptions>(options => options.Meters.Add(ShopTelemetry.Name));
        ShopTelemetry.Begin();
        services.ConfigureHttpJsonOptions(json =>
        {
            var chain = json.SerializerOptions.TypeInfoResolverChain;
            chain.Insert(0, OrderJson.Default);
            chain.Insert(0, CartJson.Default);
            chain.Insert(0, PaymentJson.Default);
        });
    }
}
