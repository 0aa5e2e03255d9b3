using System.Globalization;
using System.Security.Cryptography;
using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Live;

/// <summary>
/// All open pages of a node. Each product is watched once, read once for each change, computed once for each region and
/// written once; pages get the bytes. Everything that is told has a position, and one lock gives positions and queues
/// events, so that who has seen a position has seen all before it. No I/O happens under the lock. Thread-safe.
/// </summary>
internal sealed class LiveOffers : BackgroundService
{
    private const int MostOfARead = 200;
    private const int BeatsBetweenPings = 10;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(2);

    private readonly string epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private readonly Lock changing = new();
    private readonly Dictionary<string, List<LiveOffer>> offersById = new(StringComparer.Ordinal);
    private readonly HashSet<LiveConnection> connections = [];
    private readonly IRowReader rows;
    private readonly LiveMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<LiveOffers> logger;
    private readonly IWatchedRows watched;
    private readonly CancellationTokenRegistration ending;
    private long told;
    private long beats;
    private bool ended;

    public LiveOffers(IRowReader rows, IRowWatch watch, LiveMetrics metrics, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<LiveOffers> logger)
    {
        (this.rows, this.metrics, this.time, this.logger) = (rows, metrics, time, logger);
        watched = watch.Open(ProductDetails.Domain);
        ending = lifetime.ApplicationStopping.Register(EndAll);
    }

    /// <summary>The number in a position of this node's stream (<c>Last-Event-ID</c>); null when it is not one of this node's.</summary>
    public long? NumberOf(string? position) =>
        position is not null && position.Length > epoch.Length && position[epoch.Length] == '-' && position.StartsWith(epoch, StringComparison.Ordinal)
        && long.TryParse(position.AsSpan(epoch.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Begins to tell <paramref name="connection"/>: first what is new to it, then each change.</summary>
    public void Open(LiveConnection connection)
    {
        lock (changing)
        {
            if (ended)
            {
                connection.End();
                return;
            }

            connections.Add(connection);
            foreach (var (id, has) in connection.Wanted)
            {
                Find(id, connection.Region).Add(connection, has, Tell);
            }

            // Only here: what stood before may have been cut off in the middle.
            Tell(connection, OfferEvent.Position(Position(told)));
        }
    }

    public void Close(LiveConnection connection)
    {
        lock (changing)
        {
            connections.Remove(connection);
            foreach (var (id, _) in connection.Wanted)
            {
                if (offersById.TryGetValue(id, out var offers))
                {
                    offers.ForEach(offer => offer.Remove(connection));
                    offers.RemoveAll(static offer => !offer.IsLookedAt);
                    if (offers.Count == 0)
                    {
                        offersById.Remove(id);
                        watched.Remove(id);
                    }
                }
            }
        }
    }

    public override void Dispose()
    {
        ending.Dispose();
        watched.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var beat = time.CreateTimer(_ => Ping(), null, Beat, Beat);
        try
        {
            while (true)
            {
                await ReadAsync(await watched.TakeAsync(MostOfARead, stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        try
        {
            var results = await rows.ReadManyAsync(ProductDetails.Domain, ids, cancellationToken);
            for (var i = 0; i < results.Length; i++)
            {
                lock (changing)
                {
                    Take(ids[i], results[i]);
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.LiveReadFailed(logger, failure);
            foreach (var id in ids)
            {
                watched.WakeAt(id, time.GetUtcNow() + AgainAfter);
            }
        }
    }

    private void Take(string id, in ReadResult result)
    {
        if (!offersById.TryGetValue(id, out var offers))
        {
            return;
        }

        if (result.Row is { } row)
        {
            var next = row.NextMoment;
            foreach (var offer in offers)
            {
                next = Earlier(next, Show(offer, row));
            }

            watched.WakeAt(id, next);
        }
        else if (result.Status == ReadStatus.Unavailable)
        {
            watched.WakeAt(id, time.GetUtcNow() + AgainAfter);
        }
        else
        {
            offers.ForEach(offer => offer.Show(ShownOffer.Gone, offer.Revision, Next, Tell));
        }
    }

    /// <returns>When it changes by itself.</returns>
    private DateTimeOffset? Show(LiveOffer offer, IServedRow row)
    {
        var view = row.View(Offer.View, offer.Region);
        if (view.Value is Offer value && (!offer.IsKnown || row.Revision >= offer.Revision))
        {
            offer.Show(ShownOffer.From(value, row.Stale), row.Revision, Next, Tell);
        }

        return view.NextMoment;
    }

    private LiveOffer Find(string id, string region)
    {
        if (!offersById.TryGetValue(id, out var offers))
        {
            offersById[id] = offers = new(1);
        }

        var offer = offers.Find(one => string.Equals(one.Region, region, StringComparison.Ordinal));
        if (offer is null)
        {
            offers.Add(offer = new(id, region));
            watched.Add(id);
        }

        return offer;
    }

    private void Tell(LiveConnection connection, ReadOnlyMemory<byte> happened)
    {
        if (connection.Tell(happened))
        {
            metrics.Told();
        }
    }

    private (long Number, string Position) Next() => (++told, Position(told));

    private string Position(long number) => string.Create(CultureInfo.InvariantCulture, $"{epoch}-{number}");

    // A tenth of the pages each second, so that a thousand do not wake at once.
    private void Ping()
    {
        lock (changing)
        {
            beats++;
            foreach (var connection in connections)
            {
                if ((uint)connection.GetHashCode() % BeatsBetweenPings == beats % BeatsBetweenPings)
                {
                    Tell(connection, OfferEvent.Ping);
                }
            }
        }
    }

    private void EndAll()
    {
        lock (changing)
        {
            ended = true;
            foreach (var connection in connections)
            {
                connection.End();
            }
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
