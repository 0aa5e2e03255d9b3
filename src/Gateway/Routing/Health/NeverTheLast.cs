using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Servepath.Gateway.Routing.Health;

/// <summary>
/// Which nodes take requests: those that answer their probe and have not just failed in a row. Errors alone never take
/// the last node that answers its probe: one broken page would else take down every page of its cluster.
/// </summary>
internal sealed class NeverTheLast : IAvailableDestinationsPolicy
{
    public const string PolicyName = "NeverTheLast";

    public string Name => PolicyName;

    public IReadOnlyList<DestinationState> GetAvailalableDestinations(ClusterConfig config, IReadOnlyList<DestinationState> allDestinations)
    {
        var answering = allDestinations.Where(node => node.Health.Active != DestinationHealth.Unhealthy).ToArray();
        var sound = Array.FindAll(answering, IsSound);
        return sound.Length > 0 ? sound : answering;
    }

    /// <summary>Whether any of these nodes has not just failed in a row.</summary>
    public static bool AnySound(IReadOnlyList<DestinationState> available)
    {
        for (var index = 0; index < available.Count; index++)
        {
            if (IsSound(available[index]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSound(DestinationState node) => node.Health.Passive != DestinationHealth.Unhealthy;
}
