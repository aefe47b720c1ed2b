using Swashbuckle.AspNetCore.SwaggerUI;

namespace Platform.Api.Docs;

/// <summary>The OpenAPI document at /openapi/v1.json and, in development, Swagger UI at /swagger.</summary>
internal static class DocsExtensions
{
    private const string DocumentPath = "/openapi/v1.json";
    private const string UiPath = "/swagger";

    // The UI is pages and scripts of its own; it loads nothing from elsewhere.
    private const string UiPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    public static void AddDocs(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer<ShopDocument>();
        options.AddOperationTransformer<ShopOperation>();
    });

    public static void MapDocs(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        if (!app.Environment.IsProduction())
        {
            app.UseUi();
        }
    }

    // Built when somebody asks for it, which is seldom, and not at every start.
    private static void UseUi(this WebApplication app)
    {
        var ui = new Lazy<RequestDelegate>(() => BuildUi(app));
        app.Use((context, next) => context.Request.Path.StartsWithSegments(UiPath) ? ui.Value(context) : next(context));
    }

    private static RequestDelegate BuildUi(IApplicationBuilder app)
    {
        var branch = app.New();
        branch.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = UiPolicy;
            return next(context);
        });
        branch.UseSwaggerUI(new SwaggerUIOptions
        {
            RoutePrefix = UiPath.TrimStart('/'),
            ConfigObject = new() { Urls = [new() { Name = "v1", Url = DocumentPath }] },
        });
        branch.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return branch.Build();
    }
}
