namespace Servepath.Domains.Reviews;

/// <summary>Body of the group <c>rating</c>: kept by count and sum, so that each review costs O(1) and the average is exact.</summary>
/// <param name="Count">How many reviews.</param>
/// <param name="Sum">Sum of their stars.</param>
/// <param name="Stars">How many reviews of 1, 2, 3, 4 and 5 stars.</param>
public sealed record Rating(int Count, long Sum, IReadOnlyList<int> Stars)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "rating";

    /// <summary>The exact average; null when there are no reviews.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public decimal? Average => Count == 0 ? null : (decimal)Sum / Count;
}

/// <summary>One review as shown.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Stars">1 to 5.</param>
/// <param name="Title">May be empty.</param>
/// <param name="Text">May be empty.</param>
/// <param name="Author">May be empty.</param>
/// <param name="HelpfulVotes">0 or more.</param>
/// <param name="WrittenAt">When it was written or imported.</param>
public sealed record Review(string Id, int Stars, string Title, string Text, string Author, int HelpfulVotes, DateTimeOffset WrittenAt);

/// <summary>Body of the group <c>reviews</c>: the most helpful ones, for the product page.</summary>
/// <param name="Top">Up to five, most helpful first; texts cut at 1,000 characters.</param>
public sealed record TopReviews(IReadOnlyList<Review> Top)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "reviews";
}

/// <summary>One review as written; <c>POST /api/reviews</c> (a batch). The same id again replaces the review.</summary>
/// <param name="Id">1 to 64 characters.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Stars">1 to 5.</param>
/// <param name="Title">Up to 300 characters.</param>
/// <param name="Text">Up to 20,000 characters.</param>
/// <param name="Author">Up to 100 characters.</param>
/// <param name="HelpfulVotes">0 or more.</param>
public sealed record ReviewWrite(string Id, string ProductId, int Stars, string? Title, string? Text, string? Author, int? HelpfulVotes);
