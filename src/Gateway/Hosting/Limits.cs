using Servepath.Kernel;

namespace Servepath.Gateway.Hosting;

/// <summary>How much one node may take.</summary>
/// <param name="Number">Tells nodes of one cluster apart, as X-Served-By says it.</param>
/// <param name="MostConnections">Connections of each of its pools.</param>
/// <param name="MostRequests">Requests at a time.</param>
internal sealed record NodeLimits(int Number, int MostConnections, int MostRequests);

/// <summary>How much each role may take of what all share, checked when the process starts.</summary>
/// <param name="Owners">Connections of the owners' host.</param>
/// <param name="Pipeline">Connections of the pipeline to each database.</param>
/// <param name="Nodes">Limits of a node, by cluster.</param>
internal sealed record Limits(int Owners, int Pipeline, IReadOnlyDictionary<string, NodeLimits> Nodes)
{
    /// <summary>Stays below max_connections of a PostgreSQL as it comes (100), less what it keeps for its superuser.</summary>
    private const int MostInAll = 97;

    // Each of these roles opens a pool to up to three databases, which by default are one server.
    private const int PoolsOfARole = 3;

    public static Limits Read(IConfiguration configuration, List<ConfigurationMistake> mistakes)
    {
        var owners = Connections(configuration, "owners", 16, mistakes);
        var pipeline = Connections(configuration, "pipeline", 8, mistakes);
        var requests = Settings.Number(configuration, "Node:MostRequests", 512, 1, 100_000, mistakes);
        var number = Settings.Number(configuration, "Node:Number", 1, 1, 1000, mistakes);
        var nodes = Clusters.All.ToDictionary(
            cluster => cluster,
            cluster => new NodeLimits(number, Connections(configuration, cluster, 8, mistakes), requests));
        var most = Settings.Number(configuration, "Postgres:MostConnectionsInAll", MostInAll, 10, 10_000, mistakes);
        var sum = owners + (PoolsOfARole * (pipeline + nodes.Values.Sum(node => node.MostConnections)));
        if (sum > most)
        {
            mistakes.Add(new("appsettings.json", "Postgres.MostConnections", $"adds up to {sum} connections (each role but owners has {PoolsOfARole} pools), above Postgres.MostConnectionsInAll = {most}"));
        }

        return new(owners, pipeline, nodes);
    }

    private static int Connections(IConfiguration configuration, string role, int otherwise, List<ConfigurationMistake> mistakes) =>
        Settings.Number(configuration, "Postgres:MostConnections:" + role, otherwise, 2, 1000, mistakes);
}
