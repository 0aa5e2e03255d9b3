using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;

namespace Servepath.Serving.Caching;

/// <summary>
/// Keeps the rows of domains that say <c>"keep": "both"</c>, and the rows that they name, filled in one cluster, read or not.
/// It fetches them as any reader does, so every fill goes through a lease, and gives each its full life again. Noticed
/// rows wait in a queue of 10,000; when it is full the oldest is left to the walk over all of them, every minute.
/// </summary>
internal sealed class Keeper(
    ClusterDomains domains, IBlueprint blueprint, ICommonStorage storage, IRowSource source, TimeProvider time, ILogger logger)
{
    /// <summary>How often all kept rows are walked.</summary>
    public static readonly TimeSpan WalkEvery = TimeSpan.FromSeconds(60);

    private const int BatchSize = 200;
    private const int MostNamed = 1000;
    private const int MostAttempts = 3;
    private static readonly TimeSpan SettleIn = TimeSpan.FromMilliseconds(100);

    private readonly Channel<(string Domain, string Key)> noticed = Channel.CreateBounded<(string, string)>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Notice(string domain, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            noticed.Writer.TryWrite((domain, key));
        }
    }

    /// <summary>Waits for noticed rows and keeps them.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await noticed.Reader.WaitToReadAsync(cancellationToken);
        var some = new HashSet<(string Domain, string Key)>();
        while (some.Count < BatchSize && noticed.Reader.TryRead(out var row))
        {
            some.Add(row);
        }

        foreach (var rows in some.GroupBy(row => row.Domain, StringComparer.Ordinal))
        {
            if (blueprint.Current.Domains.TryGetValue(rows.Key, out var domain))
            {
                await KeepWithNamedAsync(domain, [.. rows.Select(row => row.Key)], [], cancellationToken);
            }
        }
    }

    /// <summary>Walks all kept rows once.</summary>
    public async Task WalkAsync(CancellationToken cancellationToken)
    {
        var done = new HashSet<(string Domain, string Key)>();
        foreach (var domain in blueprint.Current.Domains.Values)
        {
            if (!domain.KeepBoth)
            {
                continue;
            }

            for (var after = string.Empty; ;)
            {
                var keys = await domains.Of(domain).StorageGuard.ExecuteAsync(
                    static (ask, token) => ask.storage.KeysAsync(ask.domain, ask.after, BatchSize, token), (storage, domain, after), cancellationToken);
                if (!keys.Succeeded)
                {
                    throw new IOException($"storage gave no keys of {domain.Name}: {keys.Failure}", keys.Exception);
                }

                if (keys.Value!.Count == 0)
                {
                    break;
                }

                await KeepWithNamedAsync(domain, keys.Value, done, cancellationToken);
                after = keys.Value[^1];
            }
        }
    }

    private async ValueTask KeepWithNamedAsync(
        ServingDomain domain, IReadOnlyList<string> keys, HashSet<(string Domain, string Key)> done, CancellationToken cancellationToken)
    {
        var rows = await KeepAsync(domain, keys, cancellationToken);
        foreach (var names in domain.Names)
        {
            if (domain.Group(names.Group) is not { } group || !blueprint.Current.Domains.TryGetValue(names.Domain, out var target))
            {
                continue;
            }

            var named = new List<string>();
            for (var i = 0; i < rows.Length; i++)
            {
                foreach (var key in Named(domain, keys[i], rows[i], group, names.Property))
                {
                    if (target.Accepts(key) && done.Add((target.Name, key)))
                    {
                        named.Add(key);
                    }
                }
            }

            foreach (var batch in named.Chunk(BatchSize))
            {
                await KeepAsync(target, batch, cancellationToken);
            }
        }
    }

    private async ValueTask<FetchedRow[]> KeepAsync(ServingDomain domain, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var at = domains.Of(domain);
        var rows = await source.FetchManyAsync(domain, keys, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts && at.CacheGuard.LetsThrough && Array.Exists(rows, IsNotKept); attempt++)
        {
            // Whether a fill was taken is seen by reading again: a refresh may have cancelled its lease, or another held it.
            await Task.Delay(SettleIn, time, cancellationToken);
            rows = await source.FetchManyAsync(domain, keys, cancellationToken);
        }

        var held = new List<string>(keys.Count);
        for (var i = 0; i < rows.Length; i++)
        {
            // A row of an unknown key must stay short-lived.
            if (rows[i].Layer == RowLayer.Cache && rows[i].Image.Revision > 0)
            {
                held.Add(CacheKeys.Row(domain.Name, keys[i]));
            }
        }

        if (held.Count > 0)
        {
            await at.CacheGuard.ExecuteAsync(
                static (extend, token) => Pipelined.EachAsync(
                    extend.held.Count,
                    (extend.at, extend.held, token),
                    static (each, i) => each.at.Cache.EvaluateAsync(
                        CacheScripts.Extend, each.held[i], [CacheScripts.Spread(each.at.Domain.CacheLifetime)], each.token)),
                (at, held),
                cancellationToken);
        }

        CacheMetrics.Keep(domains.Cluster, domain.Name, rows.Length);
        return rows;
    }

    private static bool IsNotKept(FetchedRow row) => row.Layer == RowLayer.Storage && row.Image.Revision > 0;

    /// <summary>The keys that a group names, in every body of its schedule: what holds later must be warm by then.</summary>
    private List<string> Named(ServingDomain domain, string key, FetchedRow row, ServingGroup group, string property)
    {
        var keys = new List<string>();
        if (!row.Image.TryGet(group.Id, out var value) || value.IsTombstone)
        {
            return keys;
        }

        try
        {
            using var json = JsonDocument.Parse(value.Json);
            if (value.Slices.Count == 0)
            {
                Collect(json.RootElement, property, keys);
            }
            else
            {
                foreach (var body in json.RootElement.EnumerateArray())
                {
                    Collect(body, property, keys);
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            Log.NamesNothing(logger, domains.Cluster, group.Name, domain.Name, key, property);
        }

        return keys;
    }

    private static void Collect(JsonElement body, string property, List<string> keys)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(property, out var named) || named.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var item in named.EnumerateArray())
        {
            if (keys.Count < MostNamed && item.ValueKind == JsonValueKind.String)
            {
                keys.Add(item.GetString()!);
            }
        }
    }
}
