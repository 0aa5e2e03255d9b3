using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>
/// A second connection to one node, for keys of slots on their way to it: each command behind an ASKING of its own, with
/// nothing of others between the two. Dialled when the first such key comes, and hung up when none has come for a while.
/// Thread-safe.
/// </summary>
internal sealed class AskingConnection(ConfigurationOptions options, TimeProvider time)
{
    // The library may put a command of its own between the two, such as one that loads a script: ASKING is then spent.
    private const int MostTries = 3;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly Lock sending = new();
    private Task<ConnectionMultiplexer>? dialled;
    private long usedAt;

    public async Task<T> SendAsync<TState, T>(TState state, NodeCommand<TState, T> command, CommandFlags flags)
    {
        var multiplexer = await DialAsync().ConfigureAwait(false);
        var database = multiplexer.GetDatabase();
        for (var tries = 1; ; tries++)
        {
            try
            {
                Task<RedisResult> asking;
                Task<T> answer;

                // Held while both are put in line, not while they travel.
                lock (sending)
                {
                    asking = database.ExecuteAsync("ASKING", [], NodeFactsReader.ThisNode);
                    answer = command(database, state, flags);
                }

                Awaiting.Observe(asking);
                return await answer.ConfigureAwait(false);
            }
            catch (RedisServerException spent) when (spent.Kind == RedisErrorKind.Moved && tries < MostTries)
            {
                // Once more.
            }
        }
    }

    /// <summary>Hangs up when it has long not been needed.</summary>
    public void HangUpIdle()
    {
        lock (sending)
        {
            if (dialled is null || time.GetElapsedTime(usedAt) < Idle)
            {
                return;
            }
        }

        HangUp();
    }

    public void HangUp()
    {
        Task<ConnectionMultiplexer>? old;
        lock (sending)
        {
            (old, dialled) = (dialled, null);
        }

        Nodes.HangUp.Later(old);
    }

    private Task<ConnectionMultiplexer> DialAsync()
    {
        lock (sending)
        {
            usedAt = time.GetTimestamp();
            if (dialled is null or { IsFaulted: true } or { IsCanceled: true }
                || (dialled.IsCompletedSuccessfully && !dialled.Result.IsConnected))
            {
                Nodes.HangUp.Later(dialled);
                dialled = ConnectionMultiplexer.ConnectAsync(options);
                Awaiting.Observe(dialled);
            }

            return dialled;
        }
    }
}
