using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>Ends connections on a worker of its own: the library may block while it closes, and nobody waits for it.</summary>
internal static class HangUp
{
    public static void Later(ConnectionMultiplexer? multiplexer) => Later(multiplexer is null ? null : Task.FromResult(multiplexer));

    /// <summary>After <paramref name="grace"/>, in which calls under way may have their answers.</summary>
    public static void Later(ConnectionMultiplexer? multiplexer, TimeSpan grace, TimeProvider time) =>
        Later(multiplexer is null ? null : AfterAsync(multiplexer, grace, time));

    /// <summary>Also one that is still being dialled.</summary>
    public static void Later(Task<ConnectionMultiplexer>? dialled)
    {
        if (dialled is null)
        {
            return;
        }

        _ = Task.Run(async () =>
        {
            try
            {
                var multiplexer = await dialled.ConfigureAwait(false);
                await multiplexer.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (NodeFailures.Is(failure))
            {
                // It is gone either way.
            }
        });
    }

    private static async Task<ConnectionMultiplexer> AfterAsync(ConnectionMultiplexer multiplexer, TimeSpan grace, TimeProvider time)
    {
        await Task.Delay(grace, time).ConfigureAwait(false);
        return multiplexer;
    }
}
