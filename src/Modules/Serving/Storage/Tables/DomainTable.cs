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
        Upsert = MakeUpsert();
        Notify = MakeNotify();
        Keys = $"select r.key from {Name} r where r.key > $1 order by r.key limit $2";
    }

    public string Domain { get; }

    public ImmutableArray<TableGroup> Groups { get; }

    public string Name { get; }

    /// <summary>$1 keys. Columns: key, then body, version and slices of each group in order of id.</summary>
    public string Select { get; }

    /// <summary>$1 keys, then for each group bodies, versions (null: not in this batch) and slices as text.</summary>
    public string Upsert { get; }

    /// <summary>$1 keys, then for each group versions: a notice for each row in which a version now stands that was written.</summary>
    public string Notify { get; }

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

    private string MakeUpsert()
    {
        var sql = new StringBuilder($"insert into {Name} as r (key");
        Each(group => $", {group.Body}, {group.Version}, {group.Slices}");
        sql.Append(") select t.key");
        Each(group => $", t.{group.Body}, coalesce(t.{group.Version}, 0), t.{group.Slices}::bigint[]");
        sql.Append(" from unnest($1");
        var parameter = 2;
        Each(_ => $", ${parameter++}, ${parameter++}, ${parameter++}");
        sql.Append(") as t(key");
        Each(group => $", {group.Body}, {group.Version}, {group.Slices}");
        sql.Append(") on conflict (key) do update set ");
        Each(group =>
            $"{group.Body} = case when excluded.{group.Version} > r.{group.Version} then excluded.{group.Body} else r.{group.Body} end, " +
            $"{group.Slices} = case when excluded.{group.Version} > r.{group.Version} then excluded.{group.Slices} else r.{group.Slices} end, " +
            $"{group.Version} = greatest(excluded.{group.Version}, r.{group.Version}), ");
        sql.Length -= 2;
        sql.Append(" where ");
        Each(group => $"excluded.{group.Version} > r.{group.Version} or ");
        sql.Length -= 4;
        return sql.ToString();

        void Each(Func<TableGroup, string> piece)
        {
            foreach (var group in Groups)
            {
                sql.Append(piece(group));
            }
        }
    }

    private string MakeNotify()
    {
        var names = Groups.Select(group => group.Version).ToArray();
        return $"""
            insert into storage.notices (domain, key, revision)
            select '{Domain}', r.key, {string.Join(" + ", names.Select(name => $"r.{name}"))}
            from unnest($1, {string.Join(", ", names.Select((_, i) => $"${i + 2}"))}) as t(key, {string.Join(", ", names)})
            join {Name} r on r.key = t.key
            where {string.Join(" or ", names.Select(name => $"r.{name} = t.{name}"))}
            """;
    }

    [GeneratedRegex("^[a-z0-9_]{1,50}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
