using System.Collections.Frozen;
using Npgsql;

namespace Servepath.Serving.Storage;

/// <summary>Tables of common storage, as the database says: read from <c>storage.groups</c>.</summary>
internal static class StoredTables
{
    /// <summary>Loads all tables; those that are as <paramref name="known"/> says stay the same objects.</summary>
    public static async ValueTask<FrozenDictionary<string, DomainTable>> LoadAsync(
        NpgsqlConnection connection, FrozenDictionary<string, DomainTable> known, CancellationToken cancellationToken)
    {
        var groups = new List<(string Domain, TableGroup Group)>();
        await using var select = new NpgsqlCommand("select domain, id, name from storage.groups", connection);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            groups.Add((reader.GetString(0), new((ushort)reader.GetInt32(1), reader.GetString(2))));
        }

        return groups
            .GroupBy(each => each.Domain, each => each.Group)
            .Select(domain => new DomainTable(domain.Key, domain))
            .ToFrozenDictionary(
                table => table.Domain,
                table => known.GetValueOrDefault(table.Domain) is { } before && before.Groups.SequenceEqual(table.Groups) ? before : table);
    }
}
