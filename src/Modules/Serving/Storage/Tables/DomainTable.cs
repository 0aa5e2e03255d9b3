using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Servepath.Serving.Storage;

/// <summary>A group that a table has columns for.</summary>
internal sealed record TableGroup(ushort Id, string Name)
{
    // Prefixes, so that no group's name can be another's column: "a" and "a_version" are both fine names.
    public string Body => $"body_{Name}";

    public string Version => $"version_{Name}";

    public string Slices => $"slices_{Name}";
}

/// <summary>
/// The table of one serving domain as it is in the database, with every group that it ever had, and the statements over
/// it. Immutable. All groups count, whatever a definition says today: only so does a revision never fall.
/// </summary>
internal sealed partial class DomainTable
{
    public DomainTable(string domain, IEnumerable<TableGroup> groups)
    {
        Domain = domain;
        Groups = [.. groups.OrderBy(group => group.Id)];
        if (!IsName(domain) || Groups.Any(group => !IsName(group.Name)))
        {
            throw new ArgumentException($"a serving domain and its groups are named by 1 to 50 lower-case letters, digits and underscores: {domain}");
        }

        Name = $"storage.rows_{domain}";
        Select = MakeSelect();
        Write = MakeWrite();
        Keys = $"select r.key from {Name} r where r.key > $1 order by r.key limit $2";
    }

    public string Domain { get; }

    public ImmutableArray<TableGroup> Groups { get; }

    public string Name { get; }

    /// <summary>$1 keys. Columns: key, then body, version and slices of each group in order of id.</summary>
    public string Select { get; }

    /// <summary>
    /// $1 keys, then for each group bodies, versions (null: not in this batch) and slices as text. Writes what is newer,
    /// and a notice for each row in which a version of the batch now stands, newly or already: an older one ends here.
    /// One statement without a join, so that no plan ever reads the whole table.
    /// </summary>
    public string Write { get; }

    /// <summary>$1 after which key, $2 how many.</summary>
    public string Keys { get; }

    /// <summary>Where the group called <paramref name="name"/> stands; -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Groups.Length; i++)
        {
            if (string.Equals(Groups[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    public static bool IsName(string text) => NamePattern().IsMatch(text);

    private string MakeSelect()
    {
        var sql = new StringBuilder("select r.key");
        foreach (var group in Groups)
        {
            sql.Append($", r.{group.Body}, r.{group.Version}, r.{group.Slices}");
        }

        return sql.Append($" from {Name} r where r.key = any($1)").ToString();
    }

    private string MakeWrite()
    {
        var parameter = 2;
        return $"""
            with written as (
                insert into {Name} as r (key{Each(group => $", {group.Body}, {group.Version}, {group.Slices}")})
                select t.key{Each(group => $", t.{group.Body}, coalesce(t.{group.Version}, 0), t.{group.Slices}::bigint[]")}
                from unnest($1{Each(_ => $", ${parameter++}, ${parameter++}, ${parameter++}")})
                    as t(key{Each(group => $", {group.Body}, {group.Version}, {group.Slices}")})
                on conflict (key) do update set
                    {Each(IfNewer, ", ")}
                where {Each(group => $"excluded.{group.Version} > 0 and excluded.{group.Version} >= r.{group.Version}", " or ")}
                returning r.key, {Each(group => $"r.{group.Version}", " + ")} as revision)
            insert into storage.notices (domain, key, revision)
            select '{Domain}', w.key, w.revision from written w
            """;

        string Each(Func<TableGroup, string> piece, string between = "") => string.Join(between, Groups.Select(piece));
    }

    private static string IfNewer(TableGroup group) =>
        $"{group.Body} = case when excluded.{group.Version} > r.{group.Version} then excluded.{group.Body} else r.{group.Body} end, " +
        $"{group.Slices} = case when excluded.{group.Version} > r.{group.Version} then excluded.{group.Slices} else r.{group.Slices} end, " +
        $"{group.Version} = greatest(excluded.{group.Version}, r.{group.Version})";

    [GeneratedRegex("^[a-z0-9_]{1,50}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
