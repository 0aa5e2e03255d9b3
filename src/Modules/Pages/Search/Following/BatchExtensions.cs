using Npgsql;

namespace Servepath.Pages.Search.Following;

/// <summary>Adds statements with positional parameters to a batch. A lone array is cast to object: spans are covariant.</summary>
internal static class BatchExtensions
{
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        batch.BatchCommands.Add(command);
    }
}
