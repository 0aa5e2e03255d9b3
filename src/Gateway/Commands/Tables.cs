using System.Globalization;
using Servepath.Gateway.Console;
using Servepath.Gateway.Flags;
using Servepath.Gateway.Routing;
using Servepath.Kernel;
using Servepath.Redis;
using Servepath.Resilience;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Servepath.Gateway.Commands;

/// <summary>What commands show, as tables.</summary>
internal static class Tables
{
    public static Table Pages(IEnumerable<PageState> pages) => Fill(
        ["Page", "Runs on", "Class", "Set by", "Since", "Reason"],
        pages.Select(page => new[]
        {
            Plain(page.Page),
            page.PathClass == PathClass.Critical && page.Cluster != Clusters.Critical ? Coloured(Where(page), Color.Yellow) : Plain(Where(page)),
            Plain(page.PathClass == PathClass.Critical ? "critical" : "non-critical"),
            Plain(page.PathClass == PathClass.Critical ? page.SetBy.ToString().ToLowerInvariant() : "always"),
            Plain(page.ChangedAt?.ToString("u", CultureInfo.InvariantCulture) ?? ""),
            Plain(page.Reason ?? ""),
        }));

    public static Table Switches(IEnumerable<SwitchState> switches) => Fill(
        ["Component", "Switch", "Breaker", "Lets calls through"],
        switches.Select(state => new[]
        {
            Plain(state.Name),
            state.Position == SwitchPosition.Auto ? Plain("auto") : Coloured(Lower(state.Position), Color.Yellow),
            state.Breaker is null or BreakerState.Closed ? Plain(state.Breaker is null ? "elsewhere" : "closed") : Coloured(state.Breaker == BreakerState.Open ? "open" : "half open", Color.Red),
            Plain(state.LetsThrough switch { true => "yes", false => "no", null => "" }),
        }));

    public static Table Parts(IEnumerable<StatusLine> parts) => Fill(
        ["Part", "Name", "State", ""],
        parts.Select(part => new[]
        {
            Plain(part.Part),
            Plain(part.Name),
            Coloured(Lower(part.State), part.State switch { PartState.Up => Color.Green, PartState.Degraded => Color.Yellow, _ => Color.Red }),
            Plain(part.Detail),
        }));

    public static Table Domains(IEnumerable<DomainDescription> domains) => Fill(
        ["Domain", "Groups (realtime ones with *)", "Views", "Key"],
        domains.Select(domain => new[]
        {
            Plain(domain.Name + (domain.KeepBoth ? " (kept in both clusters)" : "")),
            Plain(string.Join(", ", domain.Groups.Select(group => group.Class == Servepath.Serving.Blueprint.GroupClass.Realtime ? group.Name + "*" : group.Name))),
            Plain(string.Join(", ", domain.Views)),
            Plain(domain.KeyPattern),
        }));

    public static Table CacheNodes(IEnumerable<SeenCache> clusters) => Fill(
        ["Cache", "Seen by", "Shard", "Node", "Role", "State", "Reads/s", "Errors/s", "Latency", "Under way", "Keys", "Why"],
        clusters.SelectMany(static seen => seen.Cache.Nodes.Select(node => new[]
        {
            Plain(seen.Cache.Name.Length > 0 ? seen.Cache.Name : seen.Cache.Address),
            Plain(seen.SeenBy),
            Plain(node.Shard.Length > 0 ? node.Shard : "none"),
            Plain(node.Address),
            Plain(Lower(node.Role)),
            node.HasLostData ? Coloured("lost its data", Color.Red)
                : Coloured(Lower(node.State), node.State switch { RedisNodeState.Open => Color.Green, RedisNodeState.Ageing => Color.Yellow, _ => Color.Red }),
            Plain(node.ReadsPerSecond.ToString("0", CultureInfo.InvariantCulture)),
            Plain(node.ErrorsPerSecond.ToString("0.#", CultureInfo.InvariantCulture)),
            Plain(node.LatencyMs.ToString("0.00 ms", CultureInfo.InvariantCulture)),
            Plain(node.InFlight.ToString(CultureInfo.InvariantCulture)),
            Plain(node.Keys.ToString(CultureInfo.InvariantCulture)),
            Plain(node.Reason),
        })));

    private static string Where(PageState page) =>
        page.Cluster == "both" ? string.Create(CultureInfo.InvariantCulture, $"csp for {page.CspPercent:0.##} % of visitors, else ncsp") : page.Cluster;

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static IRenderable Plain(string text) => new Text(text);

    private static IRenderable Coloured(string text, Color color) => new Text(text, new Style(color));

    private static Table Fill(string[] columns, IEnumerable<IRenderable[]> rows)
    {
        var table = new Table();
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row);
        }

        return table;
    }
}
