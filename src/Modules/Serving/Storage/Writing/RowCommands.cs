using Npgsql;
using NpgsqlTypes;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Serving.Storage;

/// <summary>Puts the newest values of a batch into one statement of all groups, so that a row is rewritten once.</summary>
internal static class RowCommands
{
    public static void Add(NpgsqlBatch batch, NewestValues values)
    {
        var table = values.Table;
        var keys = new string[values.Rows.Count];
        var bodies = Columns<byte[]?>();
        var versions = Columns<long?>();
        var slices = Columns<string?>();
        var row = 0;
        foreach (var (key, groups) in values.Rows)
        {
            keys[row] = key;
            for (var i = 0; i < groups.Length; i++)
            {
                if (groups[i].Version > 0)
                {
                    bodies[i][row] = groups[i].IsTombstone ? null : groups[i].Json.ToArray();
                    versions[i][row] = groups[i].Version;
                    slices[i][row] = SliceColumn.Text(groups[i].Slices);
                }
            }

            row++;
        }

        var write = new NpgsqlBatchCommand(table.Write) { Parameters = { Array(keys, NpgsqlDbType.Text) } };
        for (var i = 0; i < table.Groups.Length; i++)
        {
            write.Parameters.Add(Array(bodies[i], NpgsqlDbType.Json));
            write.Parameters.Add(Array(versions[i], NpgsqlDbType.Bigint));
            write.Parameters.Add(Array(slices[i], NpgsqlDbType.Text));
        }

        batch.BatchCommands.Add(write);

        T[][] Columns<T>()
        {
            var columns = new T[table.Groups.Length][];
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = new T[keys.Length];
            }

            return columns;
        }
    }

    private static NpgsqlParameter<T[]> Array<T>(T[] column, NpgsqlDbType type) =>
        new() { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | type };
}
