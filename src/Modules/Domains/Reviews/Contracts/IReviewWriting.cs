namespace Servepath.Domains.Reviews;

/// <summary>What came of writing a review.</summary>
public enum ReviewAnswer
{
    /// <summary>It is written; or this very review was already: the form was sent twice.</summary>
    Written,

    /// <summary>The shopper has written another one of this product before, which stays as it is.</summary>
    WrittenBefore,
}

/// <summary>The writing of reviews by shoppers: one for each product and shopper. Thread-safe, over processes too.</summary>
/// <remarks>Every member throws <see cref="ReviewsUnavailableException"/> when the owner cannot be asked now; sending the same again is safe.</remarks>
public interface IReviewWriting
{
    /// <summary>Writes a review, with the rating that it moves in the same transaction. Whether there is such a product is the caller's to know.</summary>
    /// <exception cref="ArgumentException">The draft has mistakes.</exception>
    ValueTask<ReviewAnswer> WriteAsync(ReviewDraft draft, CancellationToken cancellationToken);

    /// <summary>What <paramref name="shopper"/> has written of the product; null when nothing.</summary>
    ValueTask<Review?> FindAsync(string productId, string shopper, CancellationToken cancellationToken);
}
