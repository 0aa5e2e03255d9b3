using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Kernel;

namespace Servepath.Domains.Shelves;

/// <summary>What shelves keep of the group details; nulls when its owner took it away.</summary>
internal sealed record DetailsFact(string Id, long Version, string? Title, string? Category, string? Slug, DateTimeOffset? Added)
{
    public static DetailsFact Of(Change change)
    {
        var details = Json.TryRead<ProductDetails>(change.Value.Json.Span);
        var category = details?.Category.FirstOrDefault(level => !string.IsNullOrWhiteSpace(level))?.Trim();
        return new(change.Key, change.Value.Version, details?.Title, category is null ? null : Categories.Title(category), category is null ? null : Categories.Slug(category), details?.Added.ToUniversalTime());
    }
}

/// <summary>What shelves keep of the group price: the list price, and the sale with its times.</summary>
internal sealed record PriceFact(string Id, long Version, decimal? List, decimal? Sale, DateTimeOffset? SaleFrom, DateTimeOffset? SaleUntil)
{
    public static PriceFact Of(Change change)
    {
        var value = change.Value;
        var fact = new PriceFact(change.Key, value.Version, null, null, null, null);
        if (value.Slices.Count == 0)
        {
            return Json.TryRead<Price>(value.Json.Span) is { } price ? fact.With(price, null, price.SaleEnds) : fact;
        }

        for (var i = 0; i < value.Slices.Count; i++)
        {
            var slice = value.Slices[i];
            if (Json.TryRead<Price>(value.Json.Span.Slice(slice.Offset, slice.Length)) is { } price)
            {
                fact = fact.With(price, Time(slice.FromMs), Time(slice.UntilMs));
            }
        }

        return fact;
    }

    private PriceFact With(Price price, DateTimeOffset? from, DateTimeOffset? until) =>
        price.Pay < price.List ? this with { List = price.List, Sale = price.Pay, SaleFrom = from, SaleUntil = until } : this with { List = price.List };

    private static DateTimeOffset? Time(long ms) =>
        ms <= 0 || ms >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? null : DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

/// <summary>What shelves keep of the group stock.</summary>
internal sealed record StockFact(string Id, long Version, bool InStock)
{
    public static StockFact Of(Change change, DateTimeOffset now) =>
        new(change.Key, change.Value.Version, Json.TryRead<Stock>(change.Value.At(now).Span)?.InStock ?? false);
}

/// <summary>What shelves keep of the group rating.</summary>
internal sealed record RatingFact(string Id, long Version, int Count, long Sum)
{
    public static RatingFact Of(Change change, DateTimeOffset now)
    {
        var rating = Json.TryRead<Rating>(change.Value.At(now).Span);
        return new(change.Key, change.Value.Version, rating?.Count ?? 0, rating?.Sum ?? 0);
    }
}
