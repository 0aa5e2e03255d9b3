using Servepath.Http;

namespace Servepath.Domains.Inventory;

/// <summary>What a stock-taking and a movement must be to be taken.</summary>
internal static class StockChecks
{
    private const int Most = 1_000_000_000;

    public static IReadOnlyList<ItemError> Check(StockSet set, int index, CentreNames centres)
    {
        var checks = new ItemChecks(index, set.Id);
        checks.Id();
        CheckCentre(checks, set.Centre!, centres);
        checks.Range(set.Quantity ?? 0, "quantity", 0, Most);
        return checks.Errors;
    }

    public static IReadOnlyList<ItemError> Check(StockMovement movement, CentreNames centres)
    {
        var checks = new ItemChecks(0, movement.Id);
        checks.Id();
        CheckCentre(checks, movement.Centre!, centres);
        checks.Range(movement.Delta, "delta", -Most, Most);
        checks.Require(movement.Delta != 0, "delta", "is 0, which moves nothing");
        checks.Text(movement.Reason, "reason", 1, 200);
        checks.Text(movement.Reference, "reference", movement.Reference is null ? 0 : 1, 200);
        return checks.Errors;
    }

    private static void CheckCentre(ItemChecks checks, string centre, CentreNames centres) => checks.Require(
        centres.All.Contains(centre), "centre", $"'{centre}' is no centre; there are {string.Join(", ", centres.All.Order(StringComparer.Ordinal))}");
}
