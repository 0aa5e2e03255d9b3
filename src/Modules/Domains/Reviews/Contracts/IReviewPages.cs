namespace Servepath.Domains.Reviews;

/// <summary>The order of reviews. Equals stand by helpfulness and date, then by id, so that pages never overlap.</summary>
public enum ReviewOrder
{
    /// <summary>Most helpful first.</summary>
    Helpful,

    /// <summary>Latest first.</summary>
    Newest,

    /// <summary>Most stars first.</summary>
    Highest,

    /// <summary>Fewest stars first.</summary>
    Lowest,
}

/// <summary>Which reviews are wanted.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Page">From 1; a lower one counts as 1. Beyond the last one there is nothing.</param>
/// <param name="Size">Reviews on a page, 1 to 100.</param>
public sealed record ReviewsWanted(string ProductId, int Page, int Size)
{
    /// <summary>Their order.</summary>
    public ReviewOrder Order { get; init; }

    /// <summary>Only reviews of so many stars, 1 to 5; null for all.</summary>
    public int? Stars { get; init; }
}

/// <summary>A page of a product's reviews, from their owner. Thread-safe.</summary>
public interface IReviewPages
{
    /// <summary>The reviews of that page.</summary>
    /// <exception cref="ReviewsUnavailableException">The owner cannot be asked now.</exception>
    ValueTask<IReadOnlyList<Review>> ReadAsync(ReviewsWanted wanted, CancellationToken cancellationToken);

    /// <summary>One review of a product; null when the product has none of that id.</summary>
    /// <exception cref="ReviewsUnavailableException">The owner cannot be asked now.</exception>
    ValueTask<Review?> FindAsync(string productId, string id, CancellationToken cancellationToken);
}
