using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Pricing;

/// <summary>The write API: <c>/api/pricing/prices</c>.</summary>
internal static class PriceEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        var prices = endpoints.MapOwner("/api/pricing/prices", ownersKey);
        prices.MapGet("/{id}", FindAsync);
        prices.MapPut("/{id}", PutAsync);
        prices.MapPost("/", WriteAsync);
        prices.MapPost("/remove", RemoveAsync);
    }

    private static async Task<Results<JsonHttpResult<WrittenPrice>, ProblemHttpResult>> FindAsync(string id, PriceStore store, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } row)
        {
            return Problems.NotFound("No such price", $"Pricing has no price of '{id}'.");
        }

        var state = row.State;
        return JsonBody.Answer(new WrittenPrice(id, row.Version, state.Currency, state.List, state.Sale, state.SaleFrom, state.SaleUntil));
    }

    private static async Task<Results<JsonHttpResult<WriteAnswer>, ProblemHttpResult>> PutAsync(
        string id, HttpRequest request, PriceStore store, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<PriceWrite>(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (Problems.IfOtherId(id, body!.Id) is { } other)
        {
            return other;
        }

        var write = body with { Id = id };
        var errors = PriceChecks.Check(write, 0);
        if (errors.Count > 0)
        {
            return Problems.BadRequest("The price is not taken", errors);
        }

        var written = await store.WriteAsync([write], cancellationToken);
        return JsonBody.Answer(new WriteAnswer(id, written[0].Version, written[0].Changed));
    }

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> WriteAsync(
        HttpRequest request, PriceStore store, CancellationToken cancellationToken) =>
        await OwnerBatch.AnswerAsync<PriceWrite>(
            request,
            write => write,
            PriceChecks.Check,
            write => write.Id,
            async (writes, token) => (await store.WriteAsync(writes, token)).Count(result => result.Changed),
            cancellationToken);

    private static async Task<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> RemoveAsync(
        HttpRequest request, PriceStore store, CancellationToken cancellationToken) =>
        await OwnerRemoval.AnswerAsync(request, store.RemoveAsync, cancellationToken);
}
