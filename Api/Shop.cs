using Platform.Api.Admin;
using Platform.Api.Carts;
using Platform.Api.Catalogue;
using Platform.Api.Data;
using Platform.Api.Docs;
using Platform.Api.Features;
using Platform.Api.Http;
using Platform.Api.Identity;
using Platform.Api.Jobs;
using Platform.Api.Media;
using Platform.Api.Orders;
using Platform.Api.Pausing;
using Platform.Api.Payments;
using Platform.Api.Redis;
using Platform.Api.Storage;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Http.RateLimits;
using Platform.ServiceDefaults.Pausing;

namespace Platform.Api;

/// <summary>Composes the API: services first, then endpoints.</summary>
internal static class Shop
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);

        // Left out of a slim builder; costs nothing until an address begins with https.
        builder.WebHost.UseKestrelHttpsConfiguration();
        AddServices(builder);

        var app = builder.Build();
        MapEndpoints(app);
        return app;
    }

    public static void AddServices(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults();
        builder.AddShopDatabase();
        builder.AddRedis();
        builder.AddShopIdentity();
        builder.AddPausing<StoreLinks>();
        builder.AddJobs();
        builder.AddOrders();
        builder.AddObjectStorage();
        builder.AddMedia();
        builder.Services.AddCatalogue();
        builder.Services.AddFeatures();
        builder.Services.AddDocs();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default));
        builder.Services.AddExceptionHandler<DependencyGone>();
        builder.Services.AddExceptionHandler<BadText>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
    }

    private static void MapEndpoints(WebApplication app)
    {
        app.UsePausing();
        app.MapDefaultEndpoints();
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseAuthorization();
        app.UseReadAgain();
        app.MapDocs();
        var v1 = app.MapGroup("/api/v1");
        ProductEndpoints.Map(v1.MapGroup("/products"));
        CategoryEndpoints.Map(v1.MapGroup("/categories"));
        AccountEndpoints.Map(v1);
        SessionEndpoints.Map(v1);
        CartEndpoints.Map(v1.MapGroup("/cart"));
        OrderEndpoints.Map(v1.MapGroup("/orders"));
        PaymentEndpoints.Map(v1.MapGroup("/payments"));
        MediaDownload.Map(v1);
        var admin = v1.MapGroup("/admin").RequireAuthorization(Roles.Admin);
        admin.AddEndpointFilter<AuditFilter>();
        MediaUploads.Map(admin, app.Services.GetRequiredService<MediaSettings>());
        ProductAdmin.Map(admin);
        StockAdmin.Map(admin);
        OrderAdmin.Map(admin);
        UserAdmin.Map(admin);
        OperationsAdmin.Map(admin);
    }
}
