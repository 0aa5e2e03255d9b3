using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Catalog;
using Servepath.Resilience;

namespace Servepath.Tests.Contract.Domains.Catalog;

public sealed class ProductListTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    private IProductList List => app.Services.GetRequiredService<IProductList>();

    [Fact]
    public async Task Parts_and_pages_hold_every_product_once_in_order_and_none_that_was_removed()
    {
        var ids = Enumerable.Range(0, 25).Select(i => $"list-{i:00}").ToArray();
        await app.PostAsync("/api/catalog/products", ids.Append("list-99").Select(id => new { id, title = "Listed" }));
        await app.SendAsync(HttpMethod.Delete, "/api/catalog/products/list-99");

        (await IdsAsync(string.Empty, 50_000)).Should().Equal(ids);
        foreach (var (size, parts) in new[] { (10, new[] { "", "list-09", "list-19" }), (25, [""]), (5, ["", "list-04", "list-09", "list-14", "list-19"]) })
        {
            var afters = await List.PartsAsync(size, CancellationToken.None);
            afters.Should().Equal(parts);
            var all = new List<string>();
            foreach (var after in afters)
            {
                all.AddRange(await IdsAsync(after, size));
            }

            all.Should().Equal(ids);
        }

        app.Guards.Set(new("csp", "catalog", "database"), SwitchPosition.Off);
        await FluentActions.Awaiting(() => List.PartsAsync(10, CancellationToken.None).AsTask()).Should().ThrowAsync<ComponentUnavailableException>();
        app.Guards.Set(new("csp", "catalog", "database"), SwitchPosition.Auto);
    }

    [Fact]
    public async Task A_products_time_of_change_moves_when_its_words_do_and_stays_when_they_are_sent_again()
    {
        async Task<DateTime> ChangedAsync(string title)
        {
            await app.PostAsync("/api/catalog/products", new[] { new { id = "zz-changed", title } });
            return (await List.ProductsAsync("zz-change", 1, CancellationToken.None)).Single().Changed;
        }

        var first = await ChangedAsync("As it was");
        var same = await ChangedAsync("As it was");
        var other = await ChangedAsync("As it is");

        first.Kind.Should().Be(DateTimeKind.Utc);
        same.Should().Be(first);
        other.Should().BeAfter(first);
        await app.SendAsync(HttpMethod.Delete, "/api/catalog/products/zz-changed");
    }

    private async Task<IEnumerable<string>> IdsAsync(string after, int most) => (await List.ProductsAsync(after, most, CancellationToken.None)).Select(product => product.Id);
}
