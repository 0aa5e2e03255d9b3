using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Servepath.Gateway.Routing.Health;

/// <summary>
/// A node that fails several requests in a row gets none for a while. YARP's own policy waits until failures outweigh a
/// window of old successes, and does not see answers of 5xx.
/// </summary>
internal sealed class ConsecutiveErrors(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "ConsecutiveErrors";

    /// <summary>Failures in a row that make a node unhealthy.</summary>
    public const int Threshold = 5;

    private readonly ConditionalWeakTable<DestinationState, Row> rows = [];

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        var row = rows.GetValue(destination, static _ => new Row());
        switch (Judge(context))
        {
            case Verdict.Good when Volatile.Read(ref row.Length) != 0:
                Volatile.Write(ref row.Length, 0);
                break;
            case Verdict.Bad when Interlocked.Increment(ref row.Length) >= Threshold:
                Volatile.Write(ref row.Length, 0);
                health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, cluster.Model.Config.HealthCheck!.Passive!.ReactivationPeriod!.Value);
                break;
            default:
                break;
        }
    }

    private static Verdict Judge(HttpContext context)
    {
        switch (context.GetForwarderErrorFeature()?.Error)
        {
            case null or ForwarderError.None:
                break;

            // The client went away or sent a broken request: that says nothing of the node.
            case ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
                or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient or ForwarderError.RequestCreation:
                return Verdict.Nothing;
            default:
                return Verdict.Bad;
        }

        // A node that sheds load says when to come again: it lives, and whoever it shed is tried elsewhere.
        return context.Response.StatusCode < 500 ? Verdict.Good
            : context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && context.Response.Headers.RetryAfter.Count > 0 ? Verdict.Nothing
            : Verdict.Bad;
    }

    private enum Verdict
    {
        Good,
        Bad,
        Nothing,
    }

    private sealed class Row
    {
        public int Length;
    }
}
