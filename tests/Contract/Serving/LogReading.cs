using Servepath.Kernel;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving;

/// <summary>Reads logs whole.</summary>
internal static class LogReading
{
    /// <summary>
    /// All changes that are committed. Waits for them: transactions of other tests on the same server hold readers back
    /// for a moment.
    /// </summary>
    public static async Task<IReadOnlyList<Change>> AllAsync(this IChangeLog log, int atOnce = 1000)
    {
        IReadOnlyList<Change> changes = [];
        await Probe.UntilAsync("all that is committed can be read", async () =>
        {
            var committed = await log.CountAfterAsync(LogPosition.Beginning, CancellationToken.None);
            changes = await NowAsync(log, atOnce);
            return changes.Count == committed;
        });
        return changes;
    }

    /// <summary>The changes that can be read now.</summary>
    public static async Task<IReadOnlyList<Change>> NowAsync(this IChangeLog log, int atOnce = 1000)
    {
        var changes = new List<Change>();
        var position = LogPosition.Beginning;
        while (await log.ReadAsync(position, atOnce, CancellationToken.None) is { Changes.Count: > 0 } batch)
        {
            changes.AddRange(batch.Changes);
            position = batch.Next;
        }

        return changes;
    }
}
