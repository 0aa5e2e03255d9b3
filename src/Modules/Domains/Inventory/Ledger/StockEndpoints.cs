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
    private const int MostInBatch = 500;

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
        HttpRequest request, StockStore store, CentreNames centres, CancellationToken cancellationToken)
    {
        var (items, errors, problem) = await JsonBody.ReadItemsAsync<StockSet>(request, MostInBatch, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        return JsonBody.Answer(await OwnerBatch.WriteAsync(
            items.Select(item => item is null ? null : item with { Centre = item.Centre ?? centres.Default }).ToArray(),
            errors,
            (set, index) => StockChecks.Check(set, index, centres),
            set => $"{set.Id} {set.Centre}",
            store.SetAsync,
            cancellationToken));
    }

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveAsync(
        HttpRequest request, StockStore store, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<RemoveIds>(request, cancellationToken);
        return problem is not null ? problem : await OwnerRemoval.AnswerAsync(body!, store.RemoveAsync, cancellationToken);
    }
}
