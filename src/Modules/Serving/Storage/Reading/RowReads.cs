using Npgsql;
using Servepath.Kernel;

namespace Servepath.Serving.Storage;

/// <summary>Reads rows of one table in one statement, as images.</summary>
internal static class RowReads
{
    /// <summary>The image of a key that storage does not know.</summary>
    public static readonly byte[] Unknown = RowImage.Write([]);

    public static async ValueTask<Dictionary<string, byte[]>> ReadAsync(
        NpgsqlDataSource source, DomainTable table, string[] keys, CancellationToken cancellationToken)
    {
        var images = new Dictionary<string, byte[]>(keys.Length, StringComparer.Ordinal);
        var groups = new ImageGroup[table.Groups.Length];
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var select = new NpgsqlCommand(table.Select, connection) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = keys } } };
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var i = 0; i < groups.Length; i++)
            {
                groups[i] = new(table.Groups[i].Id, ValueAt(reader, 1 + (i * 3)));
            }

            images[reader.GetString(0)] = RowImage.Write(groups);
        }

        return images;
    }

    private static GroupValue ValueAt(NpgsqlDataReader reader, int column)
    {
        var version = reader.GetInt64(column + 1);
        if (version == 0)
        {
            return default;
        }

        return new(
            version,
            reader.IsDBNull(column) ? default : reader.GetFieldValue<byte[]>(column),
            reader.IsDBNull(column + 2) ? default : SliceTable.FromNumbers(reader.GetFieldValue<long[]>(column + 2)));
    }
}
