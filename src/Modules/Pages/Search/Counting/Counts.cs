using Servepath.Pages.Search.Holding;

namespace Servepath.Pages.Search.Counting;

/// <summary>Counts by index, for indexes of which there may be more than when the counting began.</summary>
internal struct Counts()
{
    private int[] counts = new int[64];

    public void Add(int index, int number = 1)
    {
        if (index >= counts.Length)
        {
            Array.Resize(ref counts, Math.Max(index + 1, counts.Length * 2));
        }

        counts[index] += number;
    }

    public readonly int Of(int index) => index < counts.Length ? counts[index] : 0;
}

/// <summary>Counts by name.</summary>
internal sealed class NameCounts
{
    private readonly Dictionary<int, Name> names = [];
    private Counts counts = new();

    public void Add(Name name, int number = 1)
    {
        if (counts.Of(name.Index) == 0)
        {
            names[name.Index] = name;
        }

        counts.Add(name.Index, number);
    }

    /// <summary>The commonest and the chosen, the commonest first.</summary>
    public IEnumerable<(string Value, int Count)> Most(int most, Func<string, bool> isChosen) => names.Values
        .Where(name => name.Text.Length > 0)
        .Select(name => (Value: name.Text, Count: counts.Of(name.Index)))
        .OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal)
        .Where((value, place) => place < most || isChosen(value.Value));
}
