using Servepath.Flags;

namespace Servepath.Gateway.Routing;

/// <summary>The page table in force. It follows the flags: the swap happens before <see cref="IFlagStore.SetAsync"/> returns.</summary>
internal sealed class PageTables : IDisposable
{
    private readonly IDisposable following;
    private PageTable current;

    public PageTables(RouteTable routes, IFlagStore flags)
    {
        current = new PageTable(routes, flags.Current);
        following = flags.OnChange(_ => Swap(routes, flags));

        // A change between the two lines above.
        Swap(routes, flags);
    }

    public PageTable Current => Volatile.Read(ref current);

    public void Dispose() => following.Dispose();

    private void Swap(RouteTable routes, IFlagStore flags) => Volatile.Write(ref current, new PageTable(routes, flags.Current));
}
