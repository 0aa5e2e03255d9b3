using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>A way to sort.</summary>
internal sealed record SortChoice(string Title, string Address, bool Chosen);

/// <summary>A page of the reviews of a product, and the form to write one.</summary>
internal sealed record ReviewsModel
{
    private static readonly (ReviewOrder Order, string Title)[] Orders =
        [(ReviewOrder.Helpful, "Most helpful"), (ReviewOrder.Newest, "Newest"), (ReviewOrder.Highest, "Most stars"), (ReviewOrder.Lowest, "Fewest stars")];

    public required PageShell Shell { get; init; }

    public required string Id { get; init; }

    /// <summary>The product's.</summary>
    public required string Title { get; init; }

    public required ReviewsQuery Query { get; init; }

    /// <summary>Null when there are no reviews.</summary>
    public required RatingModel? Rating { get; init; }

    /// <summary>Of this page.</summary>
    public required IReadOnlyList<ReviewModel> Reviews { get; init; }

    /// <summary>To the others.</summary>
    public required Pager Pager { get; init; }

    /// <summary>What is not as it should be.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>What this shopper has written of the product; null when nothing is known of it.</summary>
    public required ReviewModel? Mine { get; init; }

    /// <summary>What was just said to the shopper: thanks, or why nothing was written. Null when nothing.</summary>
    public required string? Said { get; init; }

    /// <summary>Whether <see cref="Said"/> says why nothing was written.</summary>
    public required bool IsRefused { get; init; }

    public required ReviewFormModel Form { get; init; }

    public string ProductAddress => $"/products/{Id}";

    public string AllAddress => (Query with { Stars = null, Page = 1 }).Address(Id);

    public IEnumerable<SortChoice> Sorts =>
        Orders.Select(order => new SortChoice(order.Title, (Query with { Order = order.Order, Page = 1 }).Address(Id), order.Order == Query.Order));
}
