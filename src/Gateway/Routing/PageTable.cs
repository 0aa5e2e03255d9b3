using System.Collections.Frozen;
using Servepath.Flags;
using Servepath.Kernel;

namespace Servepath.Gateway.Routing;

/// <summary>Which cluster serves each critical page, compiled from one snapshot of the flags. Immutable.</summary>
internal sealed class PageTable
{
    private readonly FrozenDictionary<string, Flag> flags;

    public PageTable(RouteTable routes, FlagSnapshot snapshot)
    {
        Generation = snapshot.Generation;
        flags = routes.Pages.Where(page => page.IsCritical).ToFrozenDictionary(page => page.Name, page => snapshot.Get(page.Flag), StringComparer.Ordinal);
    }

    /// <summary>Generation of the flags that it was made from.</summary>
    public long Generation { get; }

    /// <summary>Whether the choice depends on who asks.</summary>
    public bool NeedsVisitor(string page) => flags.TryGetValue(page, out var flag) && flag.NeedsVisitor;

    /// <summary>The cluster that flags give a page to. Pages that are not critical, and names that are none, belong to NCSP.</summary>
    public string Choose(string page, string visitor) =>
        flags.TryGetValue(page, out var flag) && flag.IsOn(visitor) ? Clusters.Critical : Clusters.NonCritical;
}
