namespace Servepath.Domains.Reviews;

/// <summary>A row of reviews.reviews.</summary>
internal sealed record ReviewRow
{
    public const string Columns = """id, product_id as "ProductId", stars, title, text, author, helpful, written_at as "WrittenAt" """;

    public string Id { get; init; } = string.Empty;

    public string ProductId { get; init; } = string.Empty;

    public short Stars { get; init; }

    public string Title { get; init; } = string.Empty;

    public string Text { get; init; } = string.Empty;

    public string Author { get; init; } = string.Empty;

    public int Helpful { get; init; }

    public DateTime WrittenAt { get; init; }

    /// <summary>As shown.</summary>
    public Review Review => new(Id, Stars, Title, Text, Author, Helpful, new(WrittenAt, TimeSpan.Zero));

    /// <summary>The row that <paramref name="write"/> asks for.</summary>
    public static ReviewRow Of(ReviewWrite write, DateTimeOffset now) => new()
    {
        Id = write.Id,
        ProductId = write.ProductId,
        Stars = (short)write.Stars,
        Title = write.Title ?? string.Empty,
        Text = write.Text ?? string.Empty,
        Author = write.Author ?? string.Empty,
        Helpful = write.HelpfulVotes ?? 0,
        WrittenAt = now.UtcDateTime,
    };
}
