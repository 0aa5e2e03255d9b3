namespace Servepath.Domains.Catalog;

/// <summary>A picture of a product.</summary>
/// <param name="Url">Absolute http(s) address, or a path of this site.</param>
/// <param name="Alt">What the picture shows, for people who do not see it.</param>
/// <param name="Width">Pixels; null when not known.</param>
/// <param name="Height">Pixels; null when not known.</param>
public sealed record ProductImage(string Url, string Alt, int? Width, int? Height);

/// <summary>Body of the group <c>details</c>: what Catalog says of a product.</summary>
/// <param name="Title">1 to 150 characters as feeds allow; up to 500 are taken.</param>
/// <param name="Description">Plain text; may be empty.</param>
/// <param name="Brand">Null when not known.</param>
/// <param name="Category">From the widest to the narrowest; empty when not known.</param>
/// <param name="Images">The first is the main one; may be empty.</param>
/// <param name="Added">When Catalog first saw the product.</param>
/// <param name="Seller">Who sells it: a key of the serving domain <c>seller</c>; null when not known.</param>
public sealed record ProductDetails(
    string Title, string Description, string? Brand, IReadOnlyList<string> Category, IReadOnlyList<ProductImage> Images, DateTimeOffset Added, string? Seller = null)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "details";

    /// <summary>The serving domain of products.</summary>
    public const string Domain = "product";
}

/// <summary>One product as written to Catalog; <c>PUT /api/catalog/products/{id}</c> and, as a batch, <c>POST /api/catalog/products</c>.</summary>
/// <param name="Id">1 to 50 characters of letters, digits, dot, underscore, hyphen; begins with a letter or digit.</param>
/// <param name="Title">1 to 500 characters.</param>
/// <param name="Description">Up to 20,000 characters.</param>
/// <param name="Brand">Up to 100 characters.</param>
/// <param name="Category">Up to 10 levels of up to 200 characters.</param>
/// <param name="Images">Up to 10.</param>
/// <param name="Source">Where it came from: <c>sample</c>, <c>feed</c>, <c>api</c>.</param>
/// <param name="Seller">Who sells it, of the form of an id; whether there is such a seller is not asked. Null for nobody in particular.</param>
public sealed record ProductWrite(
    string Id, string Title, string? Description, string? Brand, IReadOnlyList<string>? Category, IReadOnlyList<ProductImage>? Images, string Source,
    string? Seller = null);
