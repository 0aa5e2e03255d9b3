using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Pricing;
using Servepath.Pages.Storefront.Cards;

namespace Servepath.Pages.Storefront.Products;

/// <summary>
/// The product as schema.org says it, for search engines and agents, from the very values that the page shows. The
/// encoder escapes angle brackets and ampersands: no text can end the script element that it stands in.
/// </summary>
internal static class ProductStructuredData
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static ReadOnlyMemory<byte> Write(string site, string id, ProductDetails details, Offer offer, Stars? stars)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            json.WriteStartObject();
            json.WriteString("@context"u8, "https://schema.org"u8);
            json.WriteString("@type"u8, "Product"u8);
            json.WriteString("name"u8, details.Title);
            json.WriteString("sku"u8, id);
            json.WriteString("url"u8, $"{site}/products/{id}");
            WriteDetails(json, site, id, details);
            WriteOffer(json, site, id, offer);
            if (stars is not null)
            {
                json.WriteStartObject("aggregateRating"u8);
                json.WriteString("@type"u8, "AggregateRating"u8);
                json.WriteString("ratingValue"u8, stars.MeanText);
                json.WriteString("bestRating"u8, "5"u8);
                json.WriteNumber("reviewCount"u8, stars.Count);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    /// <summary>The way to the product, as its page shows it.</summary>
    public static ReadOnlyMemory<byte> WriteCrumbs(string site, IReadOnlyList<Crumb> crumbs, string title)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            json.WriteStartObject();
            json.WriteString("@context"u8, "https://schema.org"u8);
            json.WriteString("@type"u8, "BreadcrumbList"u8);
            json.WriteStartArray("itemListElement"u8);
            for (var i = 0; i <= crumbs.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("@type"u8, "ListItem"u8);
                json.WriteNumber("position"u8, i + 1);
                json.WriteString("name"u8, i < crumbs.Count ? crumbs[i].Title : title);

                // The last one is the page itself, which needs no address.
                if (i < crumbs.Count)
                {
                    json.WriteString("item"u8, site + crumbs[i].Address);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }

    private static string Whole(string site, string address) => address.StartsWith('/') ? site + address : address;

    private static void WriteDetails(Utf8JsonWriter json, string site, string id, ProductDetails details)
    {
        if (!string.IsNullOrWhiteSpace(details.Description))
        {
            json.WriteString("description"u8, details.Description);
        }

        json.WriteStartArray("image"u8);
        foreach (var picture in Picture.All(id, details))
        {
            json.WriteStringValue(Whole(site, picture.Photo ?? picture.Drawn));
        }

        json.WriteEndArray();
        if (!string.IsNullOrWhiteSpace(details.Brand))
        {
            json.WriteStartObject("brand"u8);
            json.WriteString("@type"u8, "Brand"u8);
            json.WriteString("name"u8, details.Brand);
            json.WriteEndObject();
        }

        if (details.Category is { Count: > 0 } category)
        {
            json.WriteString("category"u8, string.Join(" > ", category));
        }
    }

    private static void WriteOffer(Utf8JsonWriter json, string site, string id, Offer offer)
    {
        json.WriteStartObject("offers"u8);
        json.WriteString("@type"u8, "Offer"u8);
        json.WriteString("url"u8, $"{site}/products/{id}");
        if (offer is { Pay: { } pay, Currency: { } currency })
        {
            json.WriteString("price"u8, pay.ToString("F" + Currencies.Digits(currency).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
            json.WriteString("priceCurrency"u8, currency);
        }

        json.WriteString("availability"u8, offer.SoldOut ? "https://schema.org/OutOfStock"u8 : "https://schema.org/InStock"u8);
        json.WriteEndObject();
    }
}
