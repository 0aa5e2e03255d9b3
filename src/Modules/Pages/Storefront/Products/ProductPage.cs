using AspNetCoreGeneratedDocument;
using Servepath.Domains.Catalog;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Products;

/// <summary><c>/products/{id}</c>: everything of the product from one read; who sells it and what is like it beside that.</summary>
internal static class ProductPage
{
    public static async Task<PageResult> GetAsync(
        string id, HttpContext context, IRowReader rows, Beside beside, ShopperCookie shoppers, ShellMaker shells, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var result = await rows.ReadAsync(ProductDetails.Domain, id, running.Token);
        if (result.Status == ReadStatus.Unavailable)
        {
            return trouble.Unavailable(context);
        }

        var title = result.Row?.Parsed<ProductDetails>(ProductDetails.Group)?.Title;
        if (result.Row is not { } row || title is null || ProductModel.From(row, shells.For(context.Request, title), shoppers.OfOrNew(context)) is not { } model)
        {
            return trouble.NoSuchProduct(context);
        }

        var (seller, similar) = await beside.ReadAsync(row.Key, model.Details, model.Shell.Region.Name, running.Token);
        return Show(model with { Seller = seller, Similar = similar });
    }

    /// <summary>The page of what was read.</summary>
    public static PageResult Show(ProductModel model) => new(new Slices_ProductView { Model = model })
    {
        FormsOf = model.Shopper,
        Lighter = model.Lighter.Select(lighter => new Slices_ProductView { Model = lighter }),
    };
}
