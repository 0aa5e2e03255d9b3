namespace Servepath.Domains.Feeds;

/// <summary>One product of the sample.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">As shown.</param>
/// <param name="Noun">What it is, in lower case, for sentences.</param>
/// <param name="Description">Three sentences.</param>
/// <param name="Brand">An invented one.</param>
/// <param name="Category">From the widest to the narrowest, as feeds write it.</param>
/// <param name="Seller">Key of one of the sample's sellers.</param>
/// <param name="Price">List price in USD.</param>
/// <param name="Sale">Price during the sale; null when it has none.</param>
/// <param name="SaleFrom">When the sale begins, counted from the import.</param>
/// <param name="SaleUntil">When it ends, counted from the import.</param>
/// <param name="Quantity">Units; null for in stock without a count, 0 for sold out.</param>
/// <param name="Liking">How well its reviewers like it, from 0 (not) to 1 (very).</param>
/// <param name="Popularity">How many reviews it has.</param>
internal sealed record SampleProduct(
    string Id, string Title, string Noun, string Description, string Brand, string Category, string Seller, decimal Price, decimal? Sale, TimeSpan SaleFrom, TimeSpan SaleUntil, int? Quantity, double Liking, int Popularity);
