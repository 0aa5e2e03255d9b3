using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Servepath.Bench.Live;

/// <summary>One page that is open: what it shows, and which changes it was told of, and when. Told by one, asked by others.</summary>
internal sealed class OpenPage(int number, IReadOnlyList<int> products)
{
    private readonly ConcurrentDictionary<int, bool> whole = new();
    private readonly ConcurrentDictionary<int, long> seen = new();
    private readonly ConcurrentDictionary<(int Product, string Field), int> newest = new();

    public int Number => number;

    public IReadOnlyList<int> Products => products;

    /// <summary>Whether it was told of all its products.</summary>
    public bool IsWhole => whole.Count == products.Count;

    /// <summary>When it was first told of <paramref name="change"/>; null when it was not.</summary>
    public long? SeenAt(Change change) => seen.TryGetValue(change.Number, out var at) ? at : null;

    /// <summary>Whether it was told of a later change of the same product and field.</summary>
    public bool IsBeyond(Change change) => newest.GetValueOrDefault((change.Product, change.Field)) > change.Number;

    /// <param name="data">The data of an event <c>offer</c>.</param>
    /// <param name="ledger">What was written.</param>
    public void Take(ReadOnlyMemory<char> data, ChangeLedger ledger)
    {
        using var told = JsonDocument.Parse(data);
        var product = int.Parse(told.RootElement.GetProperty("id").GetString().AsSpan("many-".Length), CultureInfo.InvariantCulture);
        whole[product] = true;
        foreach (var field in told.RootElement.EnumerateObject())
        {
            if (field.Name is "pay_text" or "stock_text" && ledger.Find(product, field.Name, field.Value.GetString()) is { } change)
            {
                seen.TryAdd(change.Number, Stopwatch.GetTimestamp());
                newest.AddOrUpdate((product, field.Name), change.Number, (_, before) => Math.Max(before, change.Number));
            }
        }
    }
}
