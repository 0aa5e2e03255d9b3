using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;

namespace Servepath.Domains.Feeds;

/// <summary>One row of a product feed, as its four owners take it.</summary>
internal sealed record ProductRow(ProductWrite Details, PriceWrite Price, StockSet Stock, DeliveryProductWrite Delivery);
