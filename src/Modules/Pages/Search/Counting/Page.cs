namespace Servepath.Pages.Search.Counting;

/// <summary>The places of one page among many.</summary>
internal static class Page
{
    /// <summary>Those from <paramref name="first"/> on, in order, without putting all the others in order too.</summary>
    public static Place[] Of(List<Place> places, int first, int size)
    {
        var wanted = Math.Min(first + size, places.Count);
        if (wanted <= first)
        {
            return [];
        }

        // A heap of the best so far with the worst of them on top: nearly all others fail at that one comparison.
        var best = new PriorityQueue<Place, Place>(wanted, WorstFirst.Instance);
        foreach (var place in places)
        {
            if (best.Count < wanted)
            {
                best.Enqueue(place, place);
            }
            else if (place.CompareTo(best.Peek()) < 0)
            {
                best.DequeueEnqueue(place, place);
            }
        }

        var page = new Place[wanted - first];
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
