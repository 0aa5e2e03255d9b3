using Servepath.Http;
using Servepath.Kernel;

namespace Servepath.Domains.Catalog;

/// <summary>What a product must be to be taken.</summary>
internal static class ProductChecks
{
    private const int MostLevels = 10;
    private const int MostImages = 10;
    private const int LargestPixels = 100_000;

    // The whole body must pass where every consumer can take it; single limits add up to more in scripts of many bytes.
    private const int LargestBody = 65_536;

    public static IReadOnlyList<ItemError> Check(ProductWrite write, int index)
    {
        var checks = new ItemChecks(index, write.Id);
        checks.Id();
        checks.Text(write.Title?.Trim(), "title", 1, 500);
        checks.Text(write.Description, "description", 0, 20_000);
        checks.Text(write.Brand, "brand", 0, 100);
        checks.Text(write.Source, "source", 1, 40);
        checks.Require(
            string.IsNullOrWhiteSpace(write.Seller) || ItemChecks.IsId(write.Seller), "seller",
            "is no key of a seller: 1 to 50 letters, digits, dots, underscores or hyphens");
        CheckCategory(checks, write.Category ?? []);
        CheckImages(checks, write.Images ?? []);
        if (checks.Passed)
        {
            var size = Json.Bytes(ProductState.Of(write, DateTimeOffset.UnixEpoch).Details).Length;
            checks.Require(size <= LargestBody, string.Empty, $"takes {size} bytes as JSON; at most {LargestBody} are taken");
        }

        return checks.Errors;
    }

    private static void CheckCategory(ItemChecks checks, IReadOnlyList<string> category)
    {
        checks.Require(category.Count <= MostLevels, "category", $"has {category.Count} levels; at most {MostLevels} are taken");
        for (var i = 0; i < Math.Min(category.Count, MostLevels); i++)
        {
            checks.Text(category[i], $"category[{i}]", 1, 200);
        }
    }

    private static void CheckImages(ItemChecks checks, IReadOnlyList<ProductImage> images)
    {
        checks.Require(images.Count <= MostImages, "images", $"has {images.Count} pictures; at most {MostImages} are taken");
        for (var i = 0; i < Math.Min(images.Count, MostImages); i++)
        {
            var field = $"images[{i}]";
            if (!checks.Require(images[i] is not null, field, "is null"))
            {
                continue;
            }

            checks.Text(images[i].Alt, field + ".alt", 0, 500);
            if (checks.Text(images[i].Url, field + ".url", 1, 2000))
            {
                checks.Require(IsAddress(images[i].Url), field + ".url", "is neither an absolute http(s) address nor a path of this site");
            }

            checks.Require(images[i].Width is null or (> 0 and <= LargestPixels), field + ".width", $"is 1 to {LargestPixels} pixels, or left out");
            checks.Require(images[i].Height is null or (> 0 and <= LargestPixels), field + ".height", $"is 1 to {LargestPixels} pixels, or left out");
        }
    }

    // A path of two slashes would lead to another site.
    private static bool IsAddress(string url) => url.StartsWith('/')
        ? !url.StartsWith("//", StringComparison.Ordinal) && !url.Contains('\\')
        : Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
