using System.Diagnostics.Metrics;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Reviews;
using Servepath.Http;
using Servepath.Pages.Storefront.Assets;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Checkouts;
using Servepath.Pages.Storefront.Crawling;
using Servepath.Pages.Storefront.Finding;
using Servepath.Pages.Storefront.Home;
using Servepath.Pages.Storefront.Live;
using Servepath.Pages.Storefront.Orders;
using Servepath.Pages.Storefront.Products;
using Servepath.Pages.Storefront.Regions;
using Servepath.Pages.Storefront.Reviewing;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront;

/// <summary>What shoppers see: home, search, products, reviews, and what belongs to these pages.</summary>
public static class StorefrontModule
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Adds the pages to a node. Needs reading (<see cref="IRowReader"/>, <see cref="IRowWatch"/>, <see cref="IAnswerCache"/>),
    /// search, <see cref="IProductList"/>, <see cref="IReviewPages"/> and <see cref="IReviewWriting"/>.
    /// </summary>
    public static IServiceCollection AddStorefront(this IServiceCollection services, string cluster)
    {
        services.AddDeliveryNetwork();
        services.AddSingleton<RegionChoice>();
        services.AddSingleton<ShellMaker>();
        services.AddSingleton<Trouble>();
        services.AddSingleton<Deadline>();
        services.AddSingleton<DrawnCards>();
        services.AddSingleton<CardReader>();
        services.AddSingleton<Beside>();
        services.AddSingleton<ShopperCookie>();
        services.AddSingleton<CartPage>();
        services.AddSingleton<CheckoutPage>();
        ShopperKeys.Add(services);
        services.AddMetrics();
        services.AddSingleton(provider => new KeptProductList(provider.GetRequiredService<IProductList>(), provider.GetRequiredService<IAnswerCache>()));
        services.AddSingleton<ReviewsPages>();
        services.AddSingleton(provider => LiveSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<LivePlaces>();
        services.AddSingleton(provider => new LiveMetrics(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<LivePlaces>(), cluster));
        services.AddSingleton<LiveOffers>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveOffers>());
        return services.AddSingleton<KeptReviews>();
    }

    /// <summary>Maps the pages, their pictures, style and script, and the page for all that is not there.</summary>
    public static IEndpointRouteBuilder MapStorefront(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup(string.Empty).AddEndpointFilter(SecurityHeaders.AddAsync).AddEndpointFilter(PageGuard.RunAsync);
        pages.MapPage("/", HomePage.GetAsync);
        pages.MapPage("/search", SearchPage.GetAsync);
        pages.MapPage("/search/suggest", SuggestJson.GetAsync);
        pages.MapPage("/products/{id}", ProductPage.GetAsync);
        pages.MapPage("/products/{id}/reviews", ReviewsPage.GetAsync, ReviewsPage.PostAsync, FormGuard.OfShopperAsync);
        pages.MapPage("/products/{id}/reviews/{review}", ReviewPage.GetAsync);
        pages.MapForm("/region", RegionForm.Post, FormGuard.OfOurHostAsync);

        var shopping = pages.MapGroup(string.Empty).AddEndpointFilter(OrderingGuard.RunAsync);
        shopping.MapPage("/cart", CartPage.GetAsync, CartForm.PostAsync, FormGuard.OfShopperOrAsync(AddConfirmation.AskAsync));
        shopping.MapPage("/checkout", CheckoutPage.GetAsync, CheckoutForm.PostAsync, FormGuard.OfShopperAsync);
        shopping.MapPage("/orders", OrdersPage.GetAsync);
        shopping.MapPage("/orders/{id}", OrderPage.GetAsync);
        shopping.MapForm("/orders/{id}/cancel", OrderPage.CancelAsync, FormGuard.OfShopperAsync);
        shopping.MapForm("/orders/{id}/pay", OrderPage.PayAsync, FormGuard.OfShopperAsync);
        shopping.MapForm("/orders/{id}/put-back", OrderPage.PutBackAsync, FormGuard.OfShopperAsync);
        pages.MapFallback("{**path}", (HttpContext context, Trouble trouble) => Missing(context, trouble));

        endpoints.MapGet("/live", LivePage.Get).WithMetadata(StaysOpen.Instance);
        endpoints.MapGet("/products/{id}/live", LivePage.GetOne).WithMetadata(StaysOpen.Instance);
        endpoints.MapMethods("/assets/{name}", Reading, AssetFiles.Get);
        endpoints.MapMethods("/favicon.ico", Reading, AssetFiles.GetIcon);
        endpoints.MapMethods("/images/drawn/{name}", Reading, DrawnPictures.GetAsync);
        endpoints.MapMethods("/images/photos/{id}/{number:int}", Reading, Photos.GetAsync);
        endpoints.MapMethods("/robots.txt", Reading, Robots.Get);
        endpoints.MapMethods("/sitemap.xml", Reading, Sitemap.GetAsync);
        endpoints.MapMethods("/sitemap-{part}.xml", Reading, Sitemap.GetPartAsync);
        return endpoints;
    }

    private static IResult Missing(HttpContext context, Trouble trouble) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            ? Problems.NotFound("No such address", $"There is nothing at '{context.Request.Method} {context.Request.Path}'.")
            : trouble.NotFound(context);
}
