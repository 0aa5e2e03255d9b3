using System.Globalization;
using Servepath.Kernel;

namespace Servepath.Domains.Feeds;

/// <summary>
/// Who sells the sample. Sellers are no owner's of ours: they are published as a team outside would, over ingest into the
/// serving domain <c>seller</c>.
/// </summary>
internal static class SampleSellers
{
    // Long enough for the pipeline of a first start to make the domain's table.
    private const int MostTries = 5;

    private static readonly Lazy<IReadOnlyList<SampleSeller>> Read = new(() => [.. SampleTables.Read("sellers").Select(row => new SampleSeller(
        row[0], row[1], int.Parse(row[2], CultureInfo.InvariantCulture), row[3], row[4], int.Parse(row[5], CultureInfo.InvariantCulture), row[6].Split(';')))]);

    private static readonly Lazy<IReadOnlyDictionary<string, string>> ByCategory = new(() =>
        Read.Value.SelectMany(seller => seller.Categories, (seller, category) => (category, seller.Key)).ToDictionary(pair => pair.category, pair => pair.Key));

    /// <summary>The key of the seller of a category's products.</summary>
    public static string Of(string category) => ByCategory.Value[category];

    /// <summary>Publishes them. A shop whose settings have no such serving domain has no sellers, and goes without.</summary>
    public static Task ImportAsync(OwnersClient owners, CancellationToken cancellationToken) => AskAsync(
        owners,
        HttpMethod.Put,
        seller =>
        [
            ("profile", Json.Bytes(new { seller.Name, seller.Since, seller.ShipsFrom, seller.About })),
            ("shipping_score", Json.Bytes(new { OnTimePercent = seller.OnTime })),
        ],
        cancellationToken);

    /// <summary>Takes them away.</summary>
    public static Task RemoveAsync(OwnersClient owners, CancellationToken cancellationToken) =>
        AskAsync(owners, HttpMethod.Delete, _ => [("profile", null), ("shipping_score", null)], cancellationToken);

    private static async Task AskAsync(
        OwnersClient owners, HttpMethod method, Func<SampleSeller, IReadOnlyList<(string Group, byte[]? Body)>> groups, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var seller in Read.Value)
            {
                foreach (var (group, body) in groups(seller))
                {
                    await owners.AskAsync(method, OwnersPaths.Seller(seller.Key, group), body, cancellationToken, MostTries);
                }
            }
        }
        catch (Exception exception) when (exception is RefusedException or OwnersException)
        {
            // The domain, or a group of it, is not of this shop's settings, or storage has no place for it: products do without.
        }
    }

    private sealed record SampleSeller(string Key, string Name, int Since, string ShipsFrom, string About, int OnTime, IReadOnlyList<string> Categories);
}
