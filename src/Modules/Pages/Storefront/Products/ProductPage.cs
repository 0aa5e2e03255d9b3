using AspNetCoreGeneratedDocument;
using Servepath.Domains.Catalog;
using Servepath.Pages.Storefront.Shell;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Products;

/// <summary><c>/products/{id}</c>: one read.</summary>
internal static class ProductPage
{
    public static async Task<PageResult> GetAsync(string id, HttpContext context, IRowReader rows, ShellMaker shells, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var result = await rows.ReadAsync(ProductDetails.Domain, id, running.Token);
        if (result.Status == ReadStatus.Unavailable)
        {
            return trouble.Unavailable(context);
        }

        var title = result.Row?.Parsed<ProductDetails>(ProductDetails.Group)?.Title;
        return result.Row is { } row && ProductModel.From(row, shells.For(context.Request, title)) is { } model
            ? new(new Slices_ProductView { Model = model })
            : trouble.NoSuchProduct(context);
    }
}
