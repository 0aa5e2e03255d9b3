namespace Servepath.Tests.Flow;

/// <summary>One process for the classes that buy in it, one after the other.</summary>
[CollectionDefinition(nameof(OneShop))]
public sealed class OneShop : ICollectionFixture<OneProcess>;
