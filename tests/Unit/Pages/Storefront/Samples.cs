using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Tests.Unit.Pages.Storefront;

/// <summary>Products as the serving layer would give them.</summary>
internal static class Samples
{
    public static readonly Shopper Shopper = new(Enumerable.Range(0, Shopper.IdBytes + Shopper.SecretBytes).Select(number => (byte)number).ToArray(), isNew: false);

    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static readonly Offer OnSale = new(
        "USD", 99.5m, 129m, 22, null, "$99.50", "$129.00", false, 3, "3 left", new DateOnly(2026, 11, 25), "Arrives tomorrow, Wed 25 Nov", Now.AddHours(3), "northeast");

    public static readonly Offer SoldOut = new(
        "KRW", 12900m, null, null, null, "₩12,900", null, true, 0, "Sold out", null, null, null, "northeast");

    public static readonly Rating Rated = new(8, 35, [0, 1, 0, 2, 5]);

    /// <summary>As long in everything as Catalog takes it, and longer.</summary>
    /// <param name="letter">Of which all texts are made.</param>
    /// <param name="id">Stands in the title.</param>
    public static ProductDetails Longest(char letter, string id)
    {
        string Text(int length) => new(letter, length);
        return new(
            Text(500 - id.Length) + id, Text(20_000), Text(100), [.. Enumerable.Range(0, 10).Select(i => Text(199) + i)],
            [.. Enumerable.Range(0, 10).Select(i => new ProductImage($"https://pictures.example/{id}/{i}/{Text(1900)}", Text(500), null, null))], Now);
    }

    public static ProductDetails Details(string title = "Walnut desk lamp", string description = "Warm light.\nTurned from one piece of walnut.") =>
        new(title, description, "Lumen & Sons", ["Home", "Lighting"], [new("/images/drawn/lamp-1.svg", "A lamp of walnut", 800, 800)], Now);
}
