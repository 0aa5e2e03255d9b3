using System.Net;
using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>Whether a node may be read.</summary>
internal enum Standing
{
    /// <summary>No: it has not its data, or cannot be reached.</summary>
    Closed,

    /// <summary>Only when no better is left: its data was whole and is ageing.</summary>
    Soft,

    /// <summary>Yes.</summary>
    Open,
}

/// <summary>What is known of one node, for those who choose among nodes. Its connection writes it; everybody reads it without a lock.</summary>
internal sealed class Node(string id, string address, TimeProvider time)
{
    private static readonly TimeSpan Motion = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim doubted = new(0, 1);
    private volatile IDatabase? database;
    private volatile string reason = "not connected yet";
    private volatile int standing;
    private volatile bool hasLostData;
    private volatile PrimaryFacts? asPrimary;
    private long avoidedUntil;
    private long lastAnswer;
    private long inMotionUntil;

    public string Id => id;

    /// <summary>Where to dial it; null where it is no part of a cluster.</summary>
    public EndPoint? EndPoint { get; init; }

    /// <summary>For keys of slots on their way here; null where the node is no part of a cluster.</summary>
    public AskingConnection? Asking { get; init; }

    /// <summary>The hostname that it announces; empty without one.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>Host and port, for messages.</summary>
    public string Address => address;

    public NodeLoad Load { get; } = new(time);

    public NodeFigures Figures { get; } = new(time);

    /// <summary>Where to send commands; null while there is no connection, and the standing is then closed.</summary>
    public IDatabase? Database => database;

    public Standing Standing => (Standing)standing;

    /// <summary>Whether it is a primary that has started anew without its data, and has not got it back.</summary>
    public bool HasLostData
    {
        get => hasLostData;
        set => hasLostData = value;
    }

    /// <summary>What it said last as a primary; null when it never was one here.</summary>
    public PrimaryFacts? AsPrimary
    {
        get => asPrimary;
        set => asPrimary = value;
    }

    /// <summary>Why the standing is what it is.</summary>
    public string Reason => reason;

    public bool IsAvoided => time.GetTimestamp() < Volatile.Read(ref avoidedUntil);

    /// <summary>Whether slots of its shard were seen to move within the last five seconds: its replicas do not know of that.</summary>
    public bool IsInMotion => time.GetTimestamp() < Volatile.Read(ref inMotionUntil);

    public TimeSpan SinceAnswer => time.GetElapsedTime(Volatile.Read(ref lastAnswer));

    public void Connected(IDatabase to)
    {
        Answered();
        database = to;
    }

    public void Lost(string why)
    {
        Stand(Standing.Closed, why);
        database = null;
    }

    public void Stand(Standing now, string why) => (standing, reason) = ((int)now, why);

    public void Answered() => Volatile.Write(ref lastAnswer, time.GetTimestamp());

    /// <summary>It did not do what its role says: its connection is to look at once.</summary>
    public void Doubt()
    {
        try
        {
            doubted.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody has said so already.
        }
    }

    /// <returns>True when it is doubted before <paramref name="interval"/> is over.</returns>
    public Task<bool> UntilDoubtedAsync(TimeSpan interval, CancellationToken cancellationToken) => doubted.WaitAsync(interval, cancellationToken);

    public void SetInMotion() => Volatile.Write(ref inMotionUntil, After(Motion));

    /// <summary>Something went wrong: for <paramref name="duration"/> others are taken first.</summary>
    public void Avoid(TimeSpan duration) =>
        Volatile.Write(ref avoidedUntil, After(duration));

    private long After(TimeSpan duration) => time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
