using Platform.Api.Carts;
using Platform.Api.Catalogue;
using Platform.Api.Data;
using Platform.Api.Http;
using Platform.Api.Identity;
using Platform.Api.Jobs;
using Platform.Api.Orders;
using Platform.Api.Payments;
using Platform.Api.Redis;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api;

/// <summary>Composes the API: services first, then endpoints.</summary>
internal static class Shop
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddServiceDefaults();
        builder.AddShopDatabase();
        builder.AddRedis();
        builder.AddShopIdentity();
        builder.AddJobs();
        builder.AddOrders();
        builder.Services.AddCatalogue();
        builder.Services.AddExceptionHandler<DependencyGone>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseAuthorization();
        var v1 = app.MapGroup("/api/v1");
        ProductEndpoints.Map(v1.MapGroup("/products"));
        CategoryEndpoints.Map(v1.MapGroup("/categories"));
        AccountEndpoints.Map(v1);
        CartEndpoints.Map(v1.MapGroup("/cart"));
        OrderEndpoints.Map(v1.MapGroup("/orders"));
        PaymentEndpoints.Map(v1.MapGroup("/payments"));
        return app;
    }
}
