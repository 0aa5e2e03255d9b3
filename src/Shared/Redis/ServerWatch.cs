using Microsoft.Extensions.Logging;
using Servepath.Redis.Nodes;
using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>
/// Looks once a second whether a cache that is one server, or a primary with replicas, has lost its data, by the same rule as
/// a shard of a cluster. An embedded server is not watched: it ends with this process, and counting its keys is a walk.
/// </summary>
internal sealed class ServerWatch : IAsyncDisposable
{
    private const CommandFlags Primary = CommandFlags.DemandMaster;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly Connection connection;
    private readonly Gate gate;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task running;
    private volatile string? lost;

    public ServerWatch(Connection connection, GateSettings settings, TimeProvider time, ILogger logger)
    {
        (this.connection, this.time, this.logger, gate) = (connection, time, logger, new(settings, time));
        running = Task.Run(RunAsync);
    }

    /// <summary>What it has lost, in words; null when nothing, or when that is not known.</summary>
    public string? Lost => lost;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var isKnown = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var database = (await connection.GetAsync(stopping.Token).ConfigureAwait(false)).GetDatabase();
                if (!isKnown)
                {
                    if (await WithinAsync(NodeFactsReader.IsGarnetAsync(database, Primary)).ConfigureAwait(false))
                    {
                        return;
                    }

                    isKnown = true;
                }

                Judge(await WithinAsync(NodeFactsReader.ReadAsync(database, withSlots: false, Primary)).ConfigureAwait(false));
            }
            catch (RedisServerException refusal) when (refusal.Message.StartsWith("NOPERM", StringComparison.Ordinal))
            {
                Log.NotWatched(logger, connection.Address, refusal.Message);
                return;
            }
            catch (Exception failure) when (NodeFailures.Is(failure) || stopping.IsCancellationRequested)
            {
                // Not there, or loading: it is asked again. What it has lost is seen when it is back.
            }

            await Task.Delay(Every, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<T> WithinAsync<T>(Task<T> answer)
    {
        Awaiting.Observe(answer);
        return await answer.WaitAsync(Patience, time, stopping.Token).ConfigureAwait(false);
    }

    private void Judge(NodeFacts facts)
    {
        var verdict = gate.Judge(facts, null);
        if (verdict.LostData && lost is null)
        {
            NodeMetrics.ShardLost(connection.Address);
            Log.ServerLost(logger, connection.Address, verdict.Reason);
        }
        else if (!verdict.LostData && lost is not null)
        {
            Log.ServerFound(logger, connection.Address, facts.Keys);
        }

        lost = verdict.LostData ? verdict.Reason : null;
    }
}
