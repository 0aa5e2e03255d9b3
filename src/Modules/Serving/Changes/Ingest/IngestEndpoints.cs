using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Resilience;

namespace Servepath.Serving.Changes;

/// <summary>Where teams outside publish their changes.</summary>
internal static class IngestEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        var ingest = endpoints.MapGroup("/api/ingest").RequireKey(ownersKey);
        ingest.MapGet("/lag", LagAsync);
        ingest.MapPost("/{domain}", PostAsync);
        ingest.MapPut("/{domain}/{key}/{group}", PutAsync);
        ingest.MapDelete("/{domain}/{key}/{group}", DeleteAsync);
    }

    public static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new IngestDatabase(new(
            provider.GetRequiredService<OwnersDatabase>().Source,
            provider.GetRequiredService<IGuards>().Get(new("owners", "ingest", "database"), LogDatabase.Settings))));
        services.TryAddSingleton<ReadyGroups>();
        services.TryAddSingleton<IngestRules>();
        services.TryAddSingleton<IngestTransaction>();
        services.TryAddSingleton<SingleIngest>();
        services.TryAddSingleton<BatchIngest>();
        services.TryAddSingleton<IngestLag>();
        return services;
    }

    private static Task<Results<JsonHttpResult<IngestAnswer>, ProblemHttpResult>> PutAsync(
        string domain, string key, string group, HttpContext context, SingleIngest ingest, CancellationToken cancellationToken) =>
        ingest.PutAsync(domain, key, group, context, cancellationToken);

    private static Task<Results<JsonHttpResult<IngestAnswer>, ProblemHttpResult>> DeleteAsync(
        string domain, string key, string group, HttpContext context, SingleIngest ingest, CancellationToken cancellationToken) =>
        ingest.DeleteAsync(domain, key, group, context, cancellationToken);

    private static Task<Results<JsonHttpResult<IngestBatchAnswer>, ProblemHttpResult>> PostAsync(
        string domain, HttpContext context, BatchIngest ingest, CancellationToken cancellationToken) =>
        ingest.PostAsync(domain, context, cancellationToken);

    private static async Task<Results<JsonHttpResult<LagAnswer>, ProblemHttpResult>> LagAsync(
        HttpContext context, IngestLag lag, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Json(await lag.MeasureAsync(cancellationToken), Json.Options);
        }
        catch (ComponentUnavailableException)
        {
            return Answers.Problem(context, Answers.LogUnavailable);
        }
    }
}
