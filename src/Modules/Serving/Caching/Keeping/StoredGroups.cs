using Servepath.Kernel;

namespace Servepath.Serving.Caching;

/// <summary>Takes the realtime groups out of rows that storage gave.</summary>
internal static class StoredGroups
{
    public static List<RealtimeRow> Realtime(ClusterDomain at, IReadOnlyList<string> keys, byte[][] images)
    {
        var rows = new List<RealtimeRow>(keys.Count);
        for (var i = 0; i < keys.Count; i++)
        {
            if (!RowImage.TryOpen(images[i], out var image))
            {
                continue;
            }

            var groups = new List<ImageGroup>();
            foreach (var group in at.Domain.RealtimeGroups)
            {
                if (image.TryGet(group.Id, out var value))
                {
                    groups.Add(new(group.Id, value));
                }
            }

            if (groups.Count > 0)
            {
                rows.AddRange(RealtimePutter.Rows(keys[i], groups));
            }
        }

        return rows;
    }
}
