using Servepath.Domains.Feeds;
using Servepath.Flags;
using Servepath.Gateway.Console;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Hosting;

/// <summary>What the hosts of one process share: the control plane as snapshots, and nothing of the request path.</summary>
internal sealed record ProcessParts(
    StartOptions Options,
    StartPlan Plan,
    DataFolder Data,
    IBlueprint Blueprint,
    IGuards Guards,
    IFlagStore Flags,
    BearerKey OwnersKey,
    BearerKey OperatorToken,
    Readiness Readiness,
    InProcessConnections InProcess,
    OwnersClient Owners,
    CacheViews Caches,
    TimeProvider Time)
{
    /// <summary>The connection string behind one of the names of <see cref="Connections"/>.</summary>
    public string Connection(string name) => Plan.Connections[name];
}
