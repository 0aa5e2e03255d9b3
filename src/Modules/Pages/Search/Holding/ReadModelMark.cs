using Npgsql;

namespace Servepath.Pages.Search.Holding;

/// <summary>How far the read model has come.</summary>
/// <param name="Incarnation">Changes when the read model begins anew; empty before its first change.</param>
/// <param name="Revision">Rises with each batch of changes.</param>
internal readonly record struct ReadModelMark(Guid Incarnation, long Revision)
{
    public static async ValueTask<ReadModelMark> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select incarnation, revision from search.position", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetGuid(0), reader.GetInt64(1)) : default;
    }
}
