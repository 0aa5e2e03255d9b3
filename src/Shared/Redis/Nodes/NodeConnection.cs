using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>
/// Keeps the one connection to one node: dials, probes behind the callers' own commands, asks the gate, and closes what is
/// silent, which ends at once every call that still waits there; then dials again.
/// </summary>
internal sealed class NodeConnection : IAsyncDisposable
{
    private const string RoleChanged = "role changed";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConfigurationOptions options;
    private readonly NodeSettings settings;
    private readonly Pauses pauses;
    private readonly Func<Node, PrimaryFacts?> primaryOf;
    private readonly Action changed;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Gate gate;
    private readonly Task running;
    private volatile ConnectionMultiplexer? multiplexer;
    private volatile bool isBroken;

    /// <summary>
    /// <c>primaryOf</c> tells what a node's primary said last; <c>changed</c> is called when the node is lost, is back or has
    /// another role: the topology is worth a look.
    /// </summary>
    public NodeConnection(
        Node node, ConfigurationOptions options, NodeSettings settings, Pauses pauses, Func<Node, PrimaryFacts?> primaryOf, Action changed, TimeProvider time, ILogger logger)
    {
        (Node, this.options, this.settings, this.pauses, this.primaryOf, this.changed, this.time, this.logger) = (node, options, settings, pauses, primaryOf, changed, time, logger);
        gate = new(settings.Gate, time);
        running = Task.Run(RunAsync);
    }

    public Node Node { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = ShortestPause;
        while (!stopping.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            string reason;
            try
            {
                await DialAsync().ConfigureAwait(false);
                began = time.GetTimestamp();
                reason = await ServeAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (NodeFailures.Is(failure) || stopping.IsCancellationRequested)
            {
                reason = NodeFailures.Reason(failure);
            }
            catch (Exception failure)
            {
                Log.NodeUnexpected(logger, Node.Address, failure);
                reason = failure.Message;
            }

            if (reason == RoleChanged)
            {
                // The library learns a node's role, and asks to read a replica, only when it connects. The old connection
                // goes on until the new one stands.
                changed();
                continue;
            }

            Lose(reason);
            pause = time.GetElapsedTime(began) >= SteadyAfter ? ShortestPause : pause;
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        Node.Lost("closed");
        Node.Asking?.HangUp();
        HangUp.Later(multiplexer);
    }

    private async Task DialAsync()
    {
        var dialled = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            var fresh = await dialled.WaitAsync(stopping.Token).ConfigureAwait(false);
            fresh.ConnectionFailed += (_, _) => Break(fresh);
            HangUp.Later(multiplexer, settings.Silence, time);
            isBroken = false;
            multiplexer = fresh;
            Node.Connected(fresh.GetDatabase());
            if (!fresh.IsConnected)
            {
                Break(fresh);
            }
        }
        catch (OperationCanceledException) when (!dialled.IsCompleted)
        {
            HangUp.Later(dialled);
            throw;
        }
    }

    /// <summary>
    /// The library dials again by itself, at once; but whoever answers then may have come back empty, and is to pass the
    /// gate first.
    /// </summary>
    private void Break(ConnectionMultiplexer broken)
    {
        if (broken == multiplexer)
        {
            isBroken = true;
            Node.Lost("connection broken");
            Node.Doubt();
        }
    }

    /// <summary>Probes and asks the gate until the connection is no good.</summary>
    /// <returns>Why it is not.</returns>
    private async Task<string> ServeAsync()
    {
        var database = multiplexer!.GetDatabase();
        bool? wasReplica = null;
        var isDoubted = true;
        var (asked, calls) = (0L, 0L);
        while (!isBroken)
        {
            Node.Figures.Rates();

            // Who carries no reads is looked at less often: the first read that waits there wakes this loop.
            var isIdle = !isDoubted && Node.Load.Calls == calls && Node.Standing == Standing.Open;
            calls = Node.Load.Calls;
            var sent = time.GetTimestamp();
            if (!isIdle)
            {
                if (!await IsAnsweredAsync(database.PingAsync(NodeFactsReader.ThisNode), sent).ConfigureAwait(false))
                {
                    return "silent";
                }

                Node.Load.Observe(time.GetElapsedTime(sent));
            }

            if (isDoubted || Node.Standing != Standing.Open || time.GetElapsedTime(asked) >= (isIdle ? settings.IdleInterval : settings.GateInterval))
            {
                asked = time.GetTimestamp();
                var answer = NodeFactsReader.ReadAsync(database, wasReplica == false);
                if (!await IsAnsweredAsync(answer, asked).ConfigureAwait(false))
                {
                    return "silent";
                }

                var facts = await answer.ConfigureAwait(false);
                Judge(facts);
                if (wasReplica is { } before && before != facts.IsReplica)
                {
                    return RoleChanged;
                }

                if (wasReplica is null)
                {
                    // Who is back may have another place by now, which the cluster does not tell us.
                    changed();
                }

                wasReplica = facts.IsReplica;
                Node.Asking?.HangUpIdle();
            }

            isDoubted = await Node.UntilDoubtedAsync(settings.ProbeInterval, stopping.Token).ConfigureAwait(false);
        }

        return "connection broken";
    }

    /// <summary>
    /// False when the connection has given no answer, to anybody, for as long as it may. Counted from no earlier than the
    /// probe before this one, so that a pause of our own process is not laid at the node's door.
    /// </summary>
    private async Task<bool> IsAnsweredAsync(Task answer, long sent)
    {
        // Also when we stop waiting for it.
        Awaiting.Observe(answer);
        var wait = settings.ProbeLate;
        while (true)
        {
            await answer.WaitAsync(wait, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (answer.IsCompleted)
            {
                await answer.ConfigureAwait(false);
                Node.Answered();
                return true;
            }

            stopping.Token.ThrowIfCancellationRequested();
            if (!pauses.Within(settings.ProbeLate))
            {
                Node.Avoid(settings.ProbeLate * 2);
            }

            var silent = Node.SinceAnswer;
            var watched = time.GetElapsedTime(sent) + settings.ProbeInterval;
            if ((silent < watched ? silent : watched) >= settings.Silence)
            {
                return false;
            }

            wait = settings.ProbeLate / 2;
        }
    }

    private void Judge(NodeFacts facts)
    {
        var verdict = gate.Judge(facts, primaryOf(Node));
        Node.Figures.Keys = facts.Keys;
        if (!facts.IsReplica)
        {
            Node.AsPrimary = new(facts.Keys, facts.Offset, time.GetTimestamp(), gate.Loss);
        }

        if (verdict.LostData != Node.HasLostData)
        {
            Node.HasLostData = verdict.LostData;
            if (verdict.LostData)
            {
                NodeMetrics.ShardLost(Node.Address);
                Log.ShardLost(logger, Node.Address, verdict.Reason);
            }
            else
            {
                Log.ShardFound(logger, Node.Address, facts.Keys);
            }
        }

        if (verdict.Standing != Node.Standing)
        {
            Log.NodeStands(logger, Node.Address, verdict.Standing, verdict.Reason);
        }

        Node.Stand(verdict.Standing, verdict.Reason);
        if (facts.HasMovingSlots)
        {
            Node.SetInMotion();
        }

        if (isBroken)
        {
            Node.Lost("connection broken");
        }
    }

    private void Lose(string reason)
    {
        var wasThere = multiplexer is not null;
        Node.Lost(reason);
        HangUp.Later(multiplexer);
        multiplexer = null;
        if (wasThere && !stopping.IsCancellationRequested)
        {
            NodeMetrics.NodeLost(Node.Address);
            Log.NodeLost(logger, Node.Address, reason);
            changed();
        }
    }
}
