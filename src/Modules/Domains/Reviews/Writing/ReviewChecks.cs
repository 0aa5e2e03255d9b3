using Servepath.Http;

namespace Servepath.Domains.Reviews;

/// <summary>What a review must be to be taken.</summary>
internal static class ReviewChecks
{
    private const int MostId = 64;

    public static IReadOnlyList<ItemError> Check(ReviewWrite write, int index)
    {
        var checks = new ItemChecks(index, write.Id);
        checks.Text(write.Id, "id", 1, MostId);
        checks.Require(ItemChecks.IsId(write.ProductId), "product_id", "is no id of a product: 1 to 50 letters, digits, dots, underscores or hyphens");
        checks.Range(write.Stars, "stars", 1, 5);
        checks.Text(write.Title, "title", 0, 300);
        checks.Text(write.Text, "text", 0, 20_000);
        checks.Text(write.Author, "author", 0, 100);
        checks.Range(write.HelpfulVotes ?? 0, "helpful_votes", 0, int.MaxValue);
        return checks.Errors;
    }
}
