using System.Runtime.CompilerServices;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>Common storage and its notices in memory, with doors that a test can close to force an order of events.</summary>
internal sealed class MemoryStorage : ICommonStorage, INotices
{
    private readonly Lock changing = new();
    private readonly Dictionary<(string Domain, string Key), SortedDictionary<ushort, GroupValue>> rows = [];
    private readonly List<Notice> notices = [];
    private readonly Dictionary<string, string> positions = [];

    public int Reads { get; private set; }

    public bool IsDown { get; set; }

    /// <summary>Runs between reading a row and handing it out: what happens here happens while a reader is on its way to fill.</summary>
    public Func<Task>? AfterRead { get; set; }

    /// <summary>When set, reads give the row as it was after so many writes: a replica that is behind.</summary>
    public Func<byte[], byte[]>? SeenThrough { get; set; }

    /// <summary>Writes a group if newer, with its notice.</summary>
    public long Write(string domain, string key, ushort group, GroupValue value, bool notice = true)
    {
        lock (changing)
        {
            if (!rows.TryGetValue((domain, key), out var groups))
            {
                rows[(domain, key)] = groups = [];
            }

            if (!groups.TryGetValue(group, out var known) || known.Version < value.Version)
            {
                groups[group] = value;
            }

            var revision = groups.Values.Sum(each => each.Version);
            if (notice)
            {
                notices.Add(new(domain, key, revision, TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(5)));
            }

            return revision;
        }
    }

    public string? Position(string group)
    {
        lock (changing)
        {
            return positions.GetValueOrDefault(group);
        }
    }

    public async ValueTask<byte[]> ReadAsync(ServingDomain domain, string key, CancellationToken cancellationToken) =>
        (await ReadManyAsync(domain, [key], cancellationToken))[0];

    public async ValueTask<byte[][]> ReadManyAsync(ServingDomain domain, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        byte[][] images;
        lock (changing)
        {
            Reads++;
            ObjectDisposedException.ThrowIf(IsDown, this);
            images = [.. keys.Select(key => Image(domain.Name, key))];
        }

        if (AfterRead is { } wait)
        {
            await wait();
        }

        return SeenThrough is { } seen ? Array.ConvertAll(images, image => seen(image)) : images;
    }

    public ValueTask<IReadOnlyList<string>> KeysAsync(ServingDomain domain, string after, int most, CancellationToken cancellationToken)
    {
        lock (changing)
        {
            ObjectDisposedException.ThrowIf(IsDown, this);
            return new([.. rows.Keys.Where(row => row.Domain == domain.Name && string.CompareOrdinal(row.Key, after) > 0).Select(row => row.Key).Order(StringComparer.Ordinal).Take(most)]);
        }
    }

    public ValueTask<NoticeBatch> ReadAsync(string position, int most, CancellationToken cancellationToken)
    {
        lock (changing)
        {
            var at = position.Length == 0 ? 0 : int.Parse(position, System.Globalization.CultureInfo.InvariantCulture);
            var some = notices.Skip(at).Take(most).ToArray();
            return new(new NoticeBatch(some, $"{at + some.Length}"));
        }
    }

    public async IAsyncEnumerable<Notice> SinceAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Notice[] newest;
        lock (changing)
        {
            newest = [.. notices.Where(notice => notice.WrittenAt >= since).GroupBy(notice => (notice.Domain, notice.Key)).Select(row => row.MaxBy(notice => notice.Revision)!)];
        }

        await Task.Yield();
        foreach (var notice in newest)
        {
            yield return notice;
        }
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) => new(Task.Delay(10, cancellationToken));

    public ValueTask<string> LoadPositionAsync(string group, CancellationToken cancellationToken) => new(Position(group) ?? string.Empty);

    public ValueTask SavePositionAsync(string group, string position, CancellationToken cancellationToken)
    {
        lock (changing)
        {
            positions[group] = position;
        }

        return default;
    }

    private byte[] Image(string domain, string key) =>
        RowImage.Write(rows.TryGetValue((domain, key), out var groups) ? [.. groups.Select(group => new ImageGroup(group.Key, group.Value))] : []);
}
