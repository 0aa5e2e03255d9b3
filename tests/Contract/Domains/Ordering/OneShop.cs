namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>One shop for the classes that only write rows of their own, one after the other.</summary>
[CollectionDefinition(nameof(OneShop))]
public sealed class OneShop : ICollectionFixture<ShopApp>;
