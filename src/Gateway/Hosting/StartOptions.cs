namespace Servepath.Gateway.Hosting;

/// <summary>How log lines look on stderr.</summary>
internal enum LogForm
{
    Text,
    Json,
}

/// <summary>What <c>servepath start</c> was asked for.</summary>
internal sealed record StartOptions
{
    /// <summary>The parts that this process runs.</summary>
    public Roles Roles { get; init; } = Roles.All;

    /// <summary>Public port of the gateway, on every address.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Port of the operators, on 127.0.0.1.</summary>
    public int ConsolePort { get; init; } = 8081;

    /// <summary>Port of the owners' write APIs, on 127.0.0.1.</summary>
    public int OwnersPort { get; init; } = 8082;

    /// <summary>Ports on which nodes also listen on 127.0.0.1, by cluster; a cluster that is not named listens in process only.</summary>
    public IReadOnlyDictionary<string, int> NodePorts { get; init; } = new Dictionary<string, int>();

    /// <summary>The data folder, absolute.</summary>
    public required string Data { get; init; }

    /// <summary>The folder of the settings, absolute.</summary>
    public required string Settings { get; init; }

    /// <summary>Whether the demo writer changes the shipped sample.</summary>
    public bool Demo { get; init; } = true;

    public LogForm Log { get; init; }
}
