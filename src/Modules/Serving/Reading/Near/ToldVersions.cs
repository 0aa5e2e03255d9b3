using BitFaster.Caching.Lru;
using Servepath.Serving.Caching;

namespace Servepath.Serving.Reading.Near;

/// <summary>
/// What this node was told of rows: a row that lacks it is served but not kept as fresh. Bounded: the oldest is
/// forgotten, and everything after five minutes, so that a version that never arrives does not keep a row out for ever.
/// </summary>
internal sealed class ToldVersions(int capacity, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ConcurrentLru<RowKey, Told> told = new(Environment.ProcessorCount, capacity, RowKey.Comparer.Instance);

    public void Note(in PushedRow pushed) =>
        told.GetOrAdd(new(pushed.Domain, pushed.Key), static _ => new()).Note(pushed, time.GetTimestamp());

    /// <summary>Whether something newer than <paramref name="entry"/> was told.</summary>
    public bool IsAbove(RowKey key, NearEntry entry) =>
        told.TryGet(key, out var known) && time.GetElapsedTime(known.At) < Life && known.IsAbove(entry);

    private sealed class Told
    {
        private readonly Lock noting = new();
        private readonly List<(ushort Id, long Version)> groups = [];
        private long revision;

        public long At { get; private set; }

        public void Note(in PushedRow pushed, long now)
        {
            lock (noting)
            {
                At = now;
                if (pushed.GroupId == 0)
                {
                    revision = Math.Max(revision, pushed.Version);
                    return;
                }

                for (var i = 0; i < groups.Count; i++)
                {
                    if (groups[i].Id == pushed.GroupId)
                    {
                        groups[i] = (pushed.GroupId, Math.Max(groups[i].Version, pushed.Version));
                        return;
                    }
                }

                groups.Add((pushed.GroupId, pushed.Version));
            }
        }

        public bool IsAbove(NearEntry entry)
        {
            lock (noting)
            {
                if (revision > entry.ImageRevision)
                {
                    return true;
                }

                foreach (var (id, version) in groups)
                {
                    // A group that this node's definition does not know yet can never be there.
                    if (version > entry.Row.ValueOf(id).Version && Knows(entry, id))
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        private static bool Knows(NearEntry entry, ushort id)
        {
            foreach (var group in entry.Row.Shape.Domain.Groups)
            {
                if (group.Id == id)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
