using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Contract.Pages.Search;

/// <summary>A product as a test thinks of it; a sale may begin or end later.</summary>
internal sealed record Item(string Id)
{
    public string Title { get; init; } = "A copper kettle";

    public string Brand { get; init; } = string.Empty;

    public string[] Category { get; init; } = [];

    public string Currency { get; init; } = "USD";

    public decimal? List { get; init; } = 20m;

    public decimal? Sale { get; init; }

    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;

    public int Ratings { get; init; }

    public long Stars { get; init; }

    public int Stock { get; init; } = 5;

    public int Day { get; init; }

    /// <summary>Of its details.</summary>
    public int Version { get; init; } = 1;

    public bool IsOnSale(DateTimeOffset now) => List is not null && Sale is not null && From <= now && now < Until;

    public decimal? Pay(DateTimeOffset now) => IsOnSale(now) ? Sale : List;

    public IEnumerable<Change> Changes()
    {
        var added = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(Day);
        yield return Of(ProductDetails.Group, GroupValue.Plain(Version, Json.Bytes(new ProductDetails(Title, string.Empty, Brand, Category, [], added))));
        yield return Of(Servepath.Domains.Inventory.Stock.Group, GroupValue.Plain(1, Json.Bytes(new Stock(Stock > 0, Stock, []))));
        if (Ratings > 0)
        {
            yield return Of(Rating.Group, GroupValue.Plain(1, Json.Bytes(new Rating(Ratings, Stars, [0, 0, 0, 0, Ratings]))));
        }

        if (List is { } list)
        {
            var regular = Json.Bytes(new Price(Currency, list, list, null));
            yield return Of(Price.Group, Sale is { } sale ? GroupValue.Scheduled(1, [.. Times(regular, Json.Bytes(new Price(Currency, list, sale, null)))]) : GroupValue.Plain(1, regular));
        }
    }

    private IEnumerable<TimedBody> Times(byte[] regular, byte[] sale)
    {
        if (From > DateTimeOffset.MinValue)
        {
            yield return new(DateTimeOffset.MinValue, From, regular);
        }

        yield return new(From, Until, sale);
        if (Until < DateTimeOffset.MaxValue)
        {
            yield return new(Until, DateTimeOffset.MaxValue, regular);
        }
    }

    private Change Of(string group, GroupValue value) => new(ProductDetails.Domain, Id, group, default, value);
}
