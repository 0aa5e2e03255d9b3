namespace Servepath.Serving.Caching;

/// <summary>One thing that a cache is to be told.</summary>
internal interface INews
{
    /// <summary>Key of the row.</summary>
    string Key { get; }

    /// <summary>The group; 0 means the whole row.</summary>
    ushort GroupId { get; }

    /// <summary>Version, or revision for the whole row.</summary>
    long Version { get; }

    /// <summary>What holding it costs beside itself.</summary>
    int Bytes { get; }
}

/// <summary>How much one lane holds.</summary>
/// <param name="Most">Pieces of news. At least 1.</param>
/// <param name="MostBytes">Of their bodies.</param>
internal readonly record struct LaneLimits(int Most, long MostBytes);

/// <summary>
/// What waits for one shard: of each row or group the newest, once. Bounded: what comes when it is full is dropped, and the
/// moment since which something is missing is kept for whoever makes it good. Thread-safe.
/// </summary>
internal sealed class Lane<TNews>(LaneLimits limits, TimeProvider time)
    where TNews : struct, INews
{
    // A shard that takes others and has refused one so often will not take it: it must not hold up the lane for ever.
    private const int MostTries = 20;

    private readonly Lock changing = new();
    private readonly Dictionary<(string Key, ushort GroupId), Waiting> waiting = [];
    private long bytes;
    private long released;
    private DateTimeOffset? droppedSince;
    private DateTimeOffset droppedLast;

    public int Count
    {
        get
        {
            lock (changing)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>When the first was dropped that nobody has made good; null while something waits, since until then more may be dropped.</summary>
    public DateTimeOffset? Owed
    {
        get
        {
            lock (changing)
            {
                return waiting.Count == 0 ? droppedSince : null;
            }
        }
    }

    /// <returns>False when it is full: <paramref name="news"/> is dropped.</returns>
    public bool Hold(TNews news)
    {
        lock (changing)
        {
            var known = waiting.TryGetValue((news.Key, news.GroupId), out var held);
            if (known && held.News.Version >= news.Version)
            {
                return true;
            }

            var more = news.Bytes - (known ? held.News.Bytes : 0);
            if ((!known && waiting.Count >= limits.Most) || bytes + more > limits.MostBytes)
            {
                Drop();
                return false;
            }

            bytes += more;
            waiting[(news.Key, news.GroupId)] = new(news, known ? held.Tries : 0, known ? held.Released : released);
            return true;
        }
    }

    /// <summary>Up to <paramref name="amount"/>, of those that were tried the least: one that is never taken holds up no other.</summary>
    public List<TNews> Some(int amount)
    {
        lock (changing)
        {
            if (waiting.Count == 0)
            {
                return [];
            }

            var least = waiting.Values.Min(static held => held.Tries);
            return [.. waiting.Values.Where(held => held.Tries == least).Take(amount).Select(static held => held.News)];
        }
    }

    /// <summary>Lets <paramref name="news"/> go, unless something newer has come meanwhile.</summary>
    public void Release(TNews news)
    {
        lock (changing)
        {
            if (waiting.TryGetValue((news.Key, news.GroupId), out var held) && held.News.Version <= news.Version)
            {
                waiting.Remove((news.Key, news.GroupId));
                bytes -= held.News.Bytes;
                released++;
            }
        }
    }

    /// <summary>Puts <paramref name="news"/> behind the others.</summary>
    /// <returns>False when it was refused again and again while others were taken: it is dropped.</returns>
    public bool TryLater(TNews news)
    {
        lock (changing)
        {
            if (!waiting.TryGetValue((news.Key, news.GroupId), out var held))
            {
                return true;
            }

            if (held.Tries >= MostTries && held.Released < released)
            {
                waiting.Remove((news.Key, news.GroupId));
                bytes -= held.News.Bytes;
                Drop();
                return false;
            }

            waiting[(news.Key, news.GroupId)] = held with { Tries = held.Tries + 1, Released = released };
            return true;
        }
    }

    /// <summary>What was dropped before <paramref name="moment"/> has been made good.</summary>
    public void Settle(DateTimeOffset moment)
    {
        lock (changing)
        {
            if (droppedLast < moment)
            {
                droppedSince = null;
            }
        }
    }

    private void Drop()
    {
        droppedLast = time.GetUtcNow();
        droppedSince ??= droppedLast;
    }

    /// <param name="News">The newest.</param>
    /// <param name="Tries">How often it was refused.</param>
    /// <param name="Released">How many others had been taken by then.</param>
    private readonly record struct Waiting(TNews News, int Tries, long Released);
}
