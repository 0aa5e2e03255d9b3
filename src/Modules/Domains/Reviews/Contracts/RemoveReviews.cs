namespace Servepath.Domains.Reviews;

/// <summary>Products whose reviews are all taken away; <c>POST /api/reviews/remove</c>.</summary>
/// <param name="ProductIds">At most 5,000.</param>
public sealed record RemoveReviews(IReadOnlyList<string>? ProductIds);

/// <summary>The reviews' owner cannot be asked now; the caller shows what it has, or comes back.</summary>
public sealed class ReviewsUnavailableException(string message, Exception? inner) : Exception(message, inner);
