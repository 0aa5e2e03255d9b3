using Servepath.Pages.Search.Holding;

namespace Servepath.Pages.Search.Counting;

/// <summary>The best of many places: a heap with the worst of the best on top, at whose one comparison nearly all others fail.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class BestPlaces(int most)
{
    private readonly PriorityQueue<Facts, Place> best = new(WorstFirst.Instance);

    public void Add(Facts facts, Place place)
    {
        if (best.Count < most)
        {
            best.Enqueue(facts, place);
        }
        else if (best.TryPeek(out _, out var worst) && place.CompareTo(worst) < 0)
        {
            best.DequeueEnqueue(facts, place);
        }
    }

    /// <summary>Those from <paramref name="first"/> on, the best first. Empties it.</summary>
    public Facts[] From(int first)
    {
        var page = new Facts[Math.Max(0, best.Count - first)];
        for (var i = page.Length - 1; i >= 0; i--)
        {
            page[i] = best.Dequeue();
        }

        return page;
    }

    private sealed class WorstFirst : IComparer<Place>
    {
        public static readonly WorstFirst Instance = new();

        public int Compare(Place x, Place y) => y.CompareTo(x);
    }
}
