using Servepath.Kernel;

namespace Servepath.Domains.Catalog;

/// <summary>A product in the form in which two writes are compared: equal states are the same write.</summary>
internal sealed record ProductState(
    string Title, string Description, string? Brand, string Category, string Images, string Source, DateTimeOffset Added, string? Seller)
{
    /// <summary>What Catalog publishes of it.</summary>
    public ProductDetails Details => new(Title, Description, Brand, List<string>(Category), List<ProductImage>(Images), Added, Seller);

    public static ProductState Of(ProductWrite write, DateTimeOffset added) => new(
        write.Title.Trim(),
        write.Description ?? string.Empty,
        string.IsNullOrWhiteSpace(write.Brand) ? null : write.Brand.Trim(),
        Text(write.Category ?? []),
        Text((write.Images ?? []).Select(image => image with { Alt = image.Alt ?? string.Empty })),
        write.Source,
        added,
        string.IsNullOrWhiteSpace(write.Seller) ? null : write.Seller);

    private static string Text<T>(IEnumerable<T> list) => System.Text.Json.JsonSerializer.Serialize(list, Json.Options);

    private static IReadOnlyList<T> List<T>(string json) => System.Text.Json.JsonSerializer.Deserialize<IReadOnlyList<T>>(json, Json.Options) ?? [];
}
