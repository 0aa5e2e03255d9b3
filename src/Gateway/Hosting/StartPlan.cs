using System.Collections.Immutable;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Offers;
using Servepath.Domains.Ordering;
using Servepath.Gateway.Routing;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Hosting;

/// <summary>The settings of a process, read and found right before anything is started.</summary>
internal sealed record StartPlan(IConfiguration Configuration, Connections Connections, RouteTable Routes, NodeAddresses Nodes, Limits Limits)
{
    /// <summary>The views that serving domains may offer.</summary>
    public static IReadOnlyCollection<string> Views { get; } = [Offer.View];

    /// <summary>Reads every file.</summary>
    /// <exception cref="ConfigurationException">Carries all mistakes of all files.</exception>
    public static StartPlan Read(StartOptions options, ILoggerFactory loggers)
    {
        var (configuration, mistakes) = Settings.Load(options.Settings);
        var connections = new Connections(configuration);
        mistakes.AddRange(connections.MissingFor(options.Roles));
        mistakes.AddRange(InventoryModule.Validate(configuration));
        mistakes.AddRange(DeliveryModule.ValidateNetwork(configuration));
        mistakes.AddRange(OrderingModule.Validate(configuration));
        var (routes, routeMistakes) = RouteTable.Load(options.Settings);
        mistakes.AddRange(routeMistakes);
        var nodes = NodesOf(configuration, options.Roles, mistakes);
        var limits = Limits.Read(configuration, mistakes);
        mistakes.AddRange(MistakesOfDomains(options, connections, loggers));
        return mistakes.Count == 0 ? new(configuration, connections, routes, nodes, limits) : throw new ConfigurationException(mistakes);
    }

    private static IReadOnlyList<ConfigurationMistake> MistakesOfDomains(StartOptions options, Connections connections, ILoggerFactory loggers)
    {
        try
        {
            var blueprint = BlueprintModule.CreateBlueprint(
                options.Settings,
                connections.Resolve,
                TimeProvider.System,
                loggers,
                Views);
            (blueprint as IDisposable)?.Dispose();
            return [];
        }
        catch (ConfigurationException e)
        {
            return e.Mistakes;
        }
    }

    private static NodeAddresses NodesOf(IConfiguration configuration, Roles roles, List<ConfigurationMistake> mistakes) =>
        new(
            NodesOf(Clusters.Critical, roles.HasFlag(Roles.Csp), configuration, mistakes),
            NodesOf(Clusters.NonCritical, roles.HasFlag(Roles.Ncsp), configuration, mistakes));

    private static ImmutableArray<NodeAddress> NodesOf(string cluster, bool inProcess, IConfiguration configuration, List<ConfigurationMistake> mistakes)
    {
        var nodes = ImmutableArray.CreateBuilder<NodeAddress>();
        if (inProcess)
        {
            nodes.Add(new(cluster + "/1", InProcessConnections.AddressOf(NodeHost.InProcessName(cluster))));
        }

        foreach (var entry in configuration.GetSection("Gateway:Nodes:" + cluster).GetChildren())
        {
            if (Uri.TryCreate(entry.Value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
            {
                nodes.Add(new($"{cluster}/{nodes.Count + 1}", address));
            }
            else
            {
                mistakes.Add(new("appsettings.json", $"Gateway.Nodes.{cluster}[{entry.Key}]", $"'{entry.Value}' is no address of the form http://HOST:PORT"));
            }
        }

        return nodes.ToImmutable();
    }
}
