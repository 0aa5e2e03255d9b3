using StackExchange.Redis;

namespace Servepath.Redis.Nodes;

/// <summary>How nodes are watched.</summary>
internal sealed record NodeSettings
{
    /// <summary>
    /// By this name CLUSTER is sent. By its own name the library would use it too, and go looking for all other nodes; so the
    /// name is taken from it and given to a command that nobody here needs.
    /// </summary>
    public const string Cluster = "GEOPOS";

    private static readonly Dictionary<string, string?> Alone = new() { ["CLUSTER"] = null, [Cluster] = "CLUSTER" };

    private static readonly CommandMap Listener = CommandMap.Create(Alone);

    private static readonly CommandMap OneNode = CommandMap.Create(new Dictionary<string, string?>(Alone)
    {
        ["SUBSCRIBE"] = null,
        ["UNSUBSCRIBE"] = null,
        ["PSUBSCRIBE"] = null,
        ["PUNSUBSCRIBE"] = null,
        ["SSUBSCRIBE"] = null,
        ["SUNSUBSCRIBE"] = null,
    });

    /// <summary>A connection that has given no answer for so long is closed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From an answered probe to the next, of a node that carries reads; with <see cref="Silence"/> it bounds how long a dead node is asked.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A probe that is out for so long makes callers take others first.</summary>
    public TimeSpan ProbeLate { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often an open node is asked whether it has its data; a closed one is asked at every probe.</summary>
    public TimeSpan GateInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a node that carries no reads is asked anything.</summary>
    public TimeSpan IdleInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a read waits for a node while another could answer it.</summary>
    public TimeSpan FirstTry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For how long others are taken first after a call went wrong.</summary>
    public TimeSpan Avoid { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often the topology is read while all is well.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is read while a node is away.</summary>
    public TimeSpan RefreshWhileLost { get; init; } = TimeSpan.FromMilliseconds(500);

    public GateSettings Gate { get; init; } = new();

    /// <summary>
    /// One node alone: without CLUSTER the library does not go looking for others, without SUBSCRIBE it opens one socket.
    /// Credentials and encryption are the connection string's.
    /// </summary>
    public static ConfigurationOptions Single(ConfigurationOptions cluster, System.Net.EndPoint node)
    {
        var options = cluster.Clone();
        options.EndPoints.Clear();
        options.EndPoints.Add(node);
        options.CommandMap = OneNode;
        options.AllowAdmin = true;
        options.AbortOnConnectFail = true;
        options.ConfigurationChannel = "";
        options.TieBreaker = "";

        // An answer that names another node is text, and has its address only in detail.
        options.IncludeDetailInExceptions = true;

        // The probe decides over a silent connection; the library's own limit is the second line.
        options.AsyncTimeout = 2000;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        return options;
    }

    /// <summary>One node alone, to listen to, over one socket.</summary>
    public static ConfigurationOptions Listening(ConfigurationOptions cluster, System.Net.EndPoint node)
    {
        var options = Single(cluster, node);
        options.CommandMap = Listener;
        options.SharedSubscriptionConnection = true;
        return options;
    }
}
