using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <summary>The write API: <c>/api/inventory/stock</c>.</summary>
internal static class StockEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        var stock = endpoints.MapOwner("/api/inventory/stock", ownersKey);
        stock.MapGet("/{id}", FindAsync);
        stock.MapPost("/", SetAsync);
        stock.MapPost("/remove", RemoveAsync);
    }

    private static async Task<Results<JsonHttpResult<ProductStock>, ProblemHttpResult>> FindAsync(string id, StockStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } stock
            ? JsonBody.Answer(stock)
            : Problems.NotFound("No such stock", $"Inventory has nothing of '{id}'.");

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> SetAsync(
        HttpRequest request, StockStore store, CentreNames centres, CancellationToken cancellationToken) =>
        await OwnerBatch.AnswerAsync<StockSet>(
            request,
            set => set with { Centre = set.Centre ?? centres.Default },
            (set, index) => StockChecks.Check(set, index, centres),
            set => $"{set.Id} {set.Centre}",
            store.SetAsync,
            cancellationToken);

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveAsync(
        HttpRequest request, StockStore store, CancellationToken cancellationToken) =>
        await OwnerRemoval.AnswerAsync(request, store.RemoveAsync, cancellationToken);
}
