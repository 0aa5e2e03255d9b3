namespace Servepath.Domains.Feeds;

/// <summary>How an import goes about its work.</summary>
/// <param name="Source">What Catalog notes as the origin of the products: <c>feed</c>, <c>sample</c>.</param>
/// <param name="BatchRows">Rows in one request to an owner; 1 to 200, since an owner writes a batch in one short transaction.</param>
/// <param name="BatchesInFlight">How many batches are under way at once; 1 to 16.</param>
/// <param name="MostSkippedKept">How many skipped rows the summary lists one by one; the rest is only counted, so that memory stays bounded.</param>
public sealed record ImportOptions(string Source = "feed", int BatchRows = 200, int BatchesInFlight = 4, int MostSkippedKept = 1000);
