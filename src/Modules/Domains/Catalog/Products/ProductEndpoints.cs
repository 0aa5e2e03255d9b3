using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Catalog;

/// <summary>The write API: <c>/api/catalog/products</c>.</summary>
internal static class ProductEndpoints
{
    private const int MostIds = 5000;

    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        var products = endpoints.MapOwner("/api/catalog/products", ownersKey);
        products.MapGet("/{id}", FindAsync);
        products.MapPut("/{id}", PutAsync);
        products.MapDelete("/{id}", DeleteAsync);
        products.MapGet("/", ListAsync);
        products.MapPost("/", WriteAsync);
        products.MapPost("/remove", RemoveAsync);
        products.MapDelete("/", RemoveSourceAsync);
    }

    private static async Task<Results<JsonHttpResult<Product>, ProblemHttpResult>> FindAsync(string id, ProductStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } row
            ? JsonBody.Answer(new Product(row.Id, row.Source, row.Version, row.State.Details))
            : Unknown(id);

    private static async Task<Results<JsonHttpResult<WriteAnswer>, ProblemHttpResult>> PutAsync(
        string id, HttpRequest request, ProductStore store, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<ProductWrite>(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (Problems.IfOtherId(id, body!.Id) is { } other)
        {
            return other;
        }

        var write = WithSource(body with { Id = id });
        var errors = ProductChecks.Check(write, 0);
        if (errors.Count > 0)
        {
            return Problems.BadRequest("The product is not taken", errors);
        }

        var written = await store.WriteAsync([write], cancellationToken);
        return JsonBody.Answer(new WriteAnswer(id, written[0].Version, written[0].Changed));
    }

    private static async Task<Results<JsonHttpResult<WriteAnswer>, ProblemHttpResult>> DeleteAsync(string id, ProductStore store, CancellationToken cancellationToken)
    {
        var removed = await store.RemoveAsync([id], cancellationToken);
        return removed.TryGetValue(id, out var version) ? JsonBody.Answer(new WriteAnswer(id, version, true)) : Unknown(id);
    }

    private static async Task<Results<JsonHttpResult<ProductIds>, ProblemHttpResult>> ListAsync(
        string? source, string? after, int? limit, ProductStore store, CancellationToken cancellationToken)
    {
        var most = limit ?? 1000;
        if (most is < 1 or > MostIds)
        {
            return Problems.BadRequest("A limit that cannot be", $"limit is {most}; 1 to {MostIds} are taken.");
        }

        var ids = await store.IdsAsync(source, after ?? string.Empty, most, cancellationToken);
        return JsonBody.Answer(new ProductIds(ids, ids.Count == most ? ids[^1] : null));
    }

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> WriteAsync(
        HttpRequest request, ProductStore store, CancellationToken cancellationToken) =>
        await OwnerBatch.AnswerAsync<ProductWrite>(
            request,
            WithSource,
            ProductChecks.Check,
            write => write.Id,
            async (writes, token) => (await store.WriteAsync(writes, token)).Count(result => result.Changed),
            cancellationToken);

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveAsync(
        HttpRequest request, ProductStore store, CancellationToken cancellationToken) =>
        await OwnerRemoval.AnswerAsync(request, RemoveCountedAsync(store), cancellationToken);

    // Page after page, each its own transaction: what is read by another meanwhile is never held up.
    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveSourceAsync(
        string? source, ProductStore store, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(source))
        {
            return Problems.BadRequest("No source", "Say which products: DELETE /api/catalog/products?source=sample.");
        }

        var (removed, after) = (0, string.Empty);
        while (await store.IdsAsync(source, after, OwnerBatch.MostInTransaction, cancellationToken) is { Count: > 0 } ids)
        {
            removed += (await store.RemoveAsync(ids, cancellationToken)).Count;
            after = ids[^1];
        }

        return JsonBody.Answer(new BatchAnswer(removed, removed, []));
    }

    private static Func<IReadOnlyList<string>, CancellationToken, ValueTask<int>> RemoveCountedAsync(ProductStore store) =>
        async (ids, token) => (await store.RemoveAsync(ids, token)).Count;

    private static ProductWrite WithSource(ProductWrite write) => write.Source is null ? write with { Source = "api" } : write;

    private static ProblemHttpResult Unknown(string id) => Problems.NotFound("No such product", $"Catalog has no product '{id}'.");
}
