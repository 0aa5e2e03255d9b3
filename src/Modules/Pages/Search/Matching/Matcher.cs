using Npgsql;
using Servepath.Pages.Search.Finding;
using Servepath.Postgres;

namespace Servepath.Pages.Search.Matching;

/// <summary>
/// Asks PostgreSQL which products fit some words. A large set is kept with its revision; when it is wanted again, only
/// what changed since is asked for, so that a word that every tenth product has costs its full price once. Thread-safe.
/// </summary>
internal sealed class Matcher(ReadModelDatabase database)
{
    // 8 bytes each.
    private const int MostKept = 4_000_000;

    private readonly KeptMatches kept = new(MostKept);

    public async ValueTask<MatchSet> FindAsync(Question question, CancellationToken cancellationToken)
    {
        if (kept.Find(question.Key) is { } known && await RenewAsync(question, known, cancellationToken) is { } renewed)
        {
            return renewed;
        }

        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = Batch(connection, question, MatchSql.All(question));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var set = new MatchSet(reader.GetFieldValue<int[]>(2), reader.GetFieldValue<float[]>(3));
        if (!await reader.IsDBNullAsync(0, cancellationToken))
        {
            kept.Keep(question.Key, new(set, reader.GetGuid(0), reader.GetInt64(1)));
        }

        return set;
    }

    /// <summary>For each word: known words that look like it, the likeliest first.</summary>
    public ValueTask<IReadOnlyList<string[]>> LookalikesAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        WordsAsync(MatchSql.Lookalikes, words, cancellationToken);

    /// <summary>For each word: known words whose beginning may look like it, the likeliest first.</summary>
    public ValueTask<IReadOnlyList<string[]>> LookalikeBeginningsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        WordsAsync(MatchSql.LookalikeBeginnings, words, cancellationToken);

    /// <summary>The titles of some products, by number; a product that is listed no more has none.</summary>
    public async ValueTask<IReadOnlyDictionary<int, string>> TitlesAsync(int[] numbers, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(MatchSql.Titles);
        command.Parameters.Add(new() { Value = numbers });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var titles = new Dictionary<int, string>(numbers.Length);
        while (await reader.ReadAsync(cancellationToken))
        {
            titles[reader.GetInt32(0)] = reader.GetString(1);
        }

        return titles;
    }

    private async ValueTask<IReadOnlyList<string[]>> WordsAsync(string sql, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        AddSettings(batch);
        batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = words.ToArray() } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = new List<string[]>(words.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(reader.GetFieldValue<string[]>(0));
        }

        return found;
    }

    /// <summary>Null when the set must be found anew: the read model began again or went back, or too much has changed.</summary>
    private async ValueTask<MatchSet?> RenewAsync(Question question, KeptMatch known, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = Batch(connection, question, MatchSql.Since(question));
        batch.BatchCommands[^1].Parameters.Add(new() { Value = known.Revision });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (await reader.IsDBNullAsync(0, cancellationToken) || reader.GetGuid(0) != known.Incarnation || reader.GetInt64(1) is var revision && revision < known.Revision)
        {
            return null;
        }

        var numbers = reader.GetFieldValue<int[]>(2);
        if (numbers.Length > MatchSql.MostChanges)
        {
            return null;
        }

        var ranks = reader.GetFieldValue<float?[]>(3);
        var set = known.Set.With([.. numbers.Select((number, i) => new MatchChange(number, ranks[i]))]);
        if (revision > known.Revision)
        {
            kept.Keep(question.Key, new(set, known.Incarnation, revision));
        }

        return set;
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, Question question, string sql)
    {
        var batch = new NpgsqlBatch(connection);
        AddSettings(batch);
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in question.Parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        batch.BatchCommands.Add(command);
        return batch;
    }

    private static void AddSettings(NpgsqlBatch batch)
    {
        foreach (var setting in MatchSql.Settings)
        {
            batch.BatchCommands.Add(new(setting));
        }
    }
}
