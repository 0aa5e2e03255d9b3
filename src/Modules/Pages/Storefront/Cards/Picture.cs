using System.Globalization;
using Servepath.Domains.Catalog;
using Servepath.Pages.Storefront.Assets;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Cards;

/// <summary>
/// A picture as pages show it: the drawn one always lies beneath, with the words for those who do not see; a photo lies
/// over it without words of its own, so that a photo that cannot be loaded shows the drawing and nothing broken.
/// </summary>
/// <param name="Drawn">Path of the drawn picture.</param>
/// <param name="Photo">Address of the photo, or of what leads to it (<see cref="Photos"/>); null when there is only the drawing.</param>
/// <param name="Alt">What it shows.</param>
/// <param name="Width">Pixels of the space that is kept for it.</param>
/// <param name="Height">Pixels of the space that is kept for it.</param>
internal sealed record Picture(string Drawn, string? Photo, string Alt, int Width, int Height)
{
    private const string DrawnFolder = "/images/drawn/";
    private const int MostAlt = 120;
    private const int MostPhoto = 160;
    private const int Side = ProductDrawing.Size;

    /// <summary>The main picture of a product.</summary>
    /// <param name="id">The product.</param>
    /// <param name="details">Its own.</param>
    /// <param name="mostAlt">Bytes of the words for those who do not see it.</param>
    public static Picture Main(string id, ProductDetails details, int mostAlt = MostAlt) =>
        From(id, details.Title, details.Images is { Count: > 0 } images ? images[0] : null, 1, mostAlt);

    /// <summary>All pictures of a product, at least one.</summary>
    public static IReadOnlyList<Picture> All(string id, ProductDetails details) =>
        details.Images is { Count: > 1 } images
            ? Numbered([.. images.Select((image, i) => From(id, details.Title, image, i + 1, MostAlt)).DistinctBy(picture => (picture.Drawn, picture.Photo))])
            : [Main(id, details)];

    /// <summary>Whether an address of a catalogue leads to a photo, and not to a drawing.</summary>
    public static bool IsPhoto(string url) =>
        !url.StartsWith(DrawnFolder, StringComparison.Ordinal)
        && ((url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal))
            || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase));

    // Feeds have one text for all pictures of a product; people who hear them would not tell them apart.
    private static IReadOnlyList<Picture> Numbered(IReadOnlyList<Picture> pictures) =>
        pictures.Select(picture => picture.Alt).Distinct().Count() == pictures.Count
            ? pictures
            : [.. pictures.Select((picture, i) => picture with { Alt = string.Create(CultureInfo.InvariantCulture, $"{picture.Alt}, picture {i + 1} of {pictures.Count}") })];

    private static Picture From(string id, string title, ProductImage? image, int number, int mostAlt)
    {
        var alt = Shortened.To(image is { Alt.Length: > 0 } ? image.Alt : title, mostAlt);
        var photo = image is null || !IsPhoto(image.Url) ? null : Shortened.SizeOf(image.Url) <= MostPhoto ? image.Url : Photos.Path(id, number);
        var drawn = image is not null && image.Url.Length <= MostPhoto && image.Url.StartsWith(DrawnFolder, StringComparison.Ordinal) ? image.Url : ProductDrawing.Path(id);
        return image is { Width: > 0, Height: > 0 }
            ? new(drawn, photo, alt, image.Width.Value, image.Height.Value)
            : new(drawn, photo, alt, Side, Side);
    }
}
