using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;
using Servepath.Redis;

namespace Servepath.Gateway.Console;

/// <summary>The caches: how their nodes are, and what their settings lack. Connection strings are not shown: they may hold passwords.</summary>
internal static class CachesApi
{
    // Below what the command waits for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/caches", All);
        api.MapGet("/caches/check", CheckAsync);
    }

    private static JsonHttpResult<Items<SeenCache>> All(CacheViews caches) => JsonBody.Answer(new Items<SeenCache>(caches.Read()));

    private static async Task<JsonHttpResult<Items<CheckedCache>>> CheckAsync(CacheViews caches, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return JsonBody.Answer(new Items<CheckedCache>(await Task.WhenAll(caches.Configured.Select(cache => CheckOneAsync(cache, both.Token)))));
    }

    private static async Task<CheckedCache> CheckOneAsync(ConfiguredCache cache, CancellationToken cancellationToken)
    {
        try
        {
            return new(cache.Name, await RedisCheckup.RunAsync(cache.ConnectionString, cancellationToken), null);
        }
        catch (Exception failure) when (failure is RedisUnavailableException or ArgumentException or OperationCanceledException)
        {
            return new(cache.Name, null, failure is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : failure.Message);
        }
    }

    /// <param name="Name">What the configuration calls it.</param>
    /// <param name="Checkup">What was found; null when it could not be asked.</param>
    /// <param name="Failure">Why it could not be asked.</param>
    internal sealed record CheckedCache(string Name, RedisCheckup? Checkup, string? Failure);
}
