using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;

namespace Servepath.Pages.Storefront.Live;

/// <summary>Reads <c>ids=ID[:MARK],ID[:MARK]…</c>. A mark that cannot be read counts as none: that product is told whole.</summary>
internal static class LiveQuery
{
    public const int MostIds = 100;

    // As long as the longest key that a serving domain may take.
    private const int LongestId = 200;

    public static (IReadOnlyList<WantedOffer> Wanted, ProblemHttpResult? Problem) Read(HttpRequest request)
    {
        var wanted = new List<WantedOffer>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in request.Query["ids"])
        {
            foreach (var item in (value ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var end = item.IndexOf(':');
                var id = end < 0 ? item : item[..end];
                if (id.Length is 0 or > LongestId)
                {
                    return ([], Problems.BadRequest("Not the id of a product", $"An id in 'ids' is 1 to {LongestId} characters long; this has {id.Length}: '{id[..Math.Min(id.Length, 40)]}'."));
                }

                if (known.Add(id))
                {
                    wanted.Add(new(id, end >= 0 && OfferMark.TryParse(item.AsSpan(end + 1), out var mark) ? mark : null));
                }
            }
        }

        return wanted.Count switch
        {
            0 => ([], Problems.BadRequest("No product is named", $"Name 1 to {MostIds} products: /live?ids=ID,ID.")),
            > MostIds => ([], Problems.BadRequest("Too many products", $"'ids' names {wanted.Count} products; one stream follows {MostIds} at most.")),
            _ => (wanted, null),
        };
    }
}
