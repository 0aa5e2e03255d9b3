namespace Servepath.Pages.Search.Holding;

/// <summary>A brand, or one level of a path of categories, under a number by which it is counted.</summary>
/// <param name="Index">From 0, without gaps.</param>
/// <param name="Text">As the catalogue writes it.</param>
internal sealed record Name(int Index, string Text);

/// <summary>A path of categories.</summary>
/// <param name="Index">From 0, without gaps.</param>
/// <param name="Levels">Its levels, each once; empty ones are left out.</param>
internal sealed record CategoryPath(int Index, IReadOnlyList<Name> Levels);

/// <summary>What a product costs while this holds.</summary>
internal sealed record HeldPrice(DateTimeOffset From, DateTimeOffset Until, string Currency, decimal List, decimal Pay)
{
    public bool IsSale { get; } = Pay < List;
}

/// <summary>What search knows of a product besides its words. Immutable.</summary>
/// <param name="Number">The product's number in the read model.</param>
/// <param name="Id">The product.</param>
internal sealed record Facts(int Number, string Id)
{
    /// <summary>Whether shoppers may find it.</summary>
    public required bool IsListed { get; init; }

    public required Name Brand { get; init; }

    public required CategoryPath Category { get; init; }

    /// <summary>Microseconds since 1970.</summary>
    public required long Added { get; init; }

    public required int RatingCount { get; init; }

    /// <summary>Of stars.</summary>
    public required long RatingSum { get; init; }

    public required bool InStock { get; init; }

    /// <summary>Units.</summary>
    public required long Sold { get; init; }

    /// <summary>Its schedule; empty without a price.</summary>
    public HeldPrice[] Prices { get; init; } = [];

    /// <summary>What holds at a moment; null without a price.</summary>
    public HeldPrice? PriceAt(DateTimeOffset now)
    {
        foreach (var price in Prices)
        {
            if (price.From <= now && now < price.Until)
            {
                return price;
            }
        }

        return null;
    }
}
