using Npgsql;
using Servepath.Postgres;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// Asks the read model, in steps that stop as soon as enough is found: full text; the same with misspelt words put
/// right; what looks alike. Which step answers depends on the text alone, so that all pages of one search agree.
/// </summary>
internal sealed class ProductFinder(ReadModelDatabase database)
{
    // With fewer than this, the words were probably not what was meant.
    private const int Few = 3;

    public async ValueTask<SearchAnswer> FindAsync(SearchText text, int page, int size, CancellationToken cancellationToken)
    {
        if (!text.IsEmpty && text.Words.Count == 0)
        {
            return new(0, 1, 0, [], null, false);
        }

        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var range = new Range(connection, page, size);
        if (text.IsEmpty)
        {
            return await range.ReadAsync(SearchSql.All, [], null, cancellationToken);
        }

        if (text.IsOtherScript)
        {
            return await LookAlikeAsync(range, text, cancellationToken);
        }

        var answer = await FullTextAsync(range, text, null, cancellationToken);
        if (answer.Total >= Few)
        {
            return answer;
        }

        if (await RespellAsync(connection, text, cancellationToken) is { } respelt)
        {
            var found = await FullTextAsync(range, text, respelt, cancellationToken);
            if (found.Total > answer.Total)
            {
                return found;
            }
        }

        return answer.Total > 0 ? answer : await LookAlikeAsync(range, text, cancellationToken);
    }

    private static ValueTask<SearchAnswer> FullTextAsync(Range range, SearchText text, SearchText? respelt, CancellationToken cancellationToken) =>
        range.ReadAsync(SearchSql.FullText, [text.Text, text.Head, text.Begun, respelt?.Text ?? string.Empty], respelt?.Text, cancellationToken);

    private static ValueTask<SearchAnswer> LookAlikeAsync(Range range, SearchText text, CancellationToken cancellationToken) =>
        range.ReadAsync(
            SearchSql.Trigrams(text.Words.Count),
            [text.Text, text.Head, text.Begun, string.Empty, .. text.Words.Select(word => $"%{word}%")],
            null,
            cancellationToken);

    private static async ValueTask<SearchText?> RespellAsync(NpgsqlConnection connection, SearchText text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SearchSql.Lookalikes, connection) { Parameters = { new() { Value = text.Words.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; await reader.ReadAsync(cancellationToken); i++)
        {
            if (Spelling.Nearest(text.Words[i], reader.GetFieldValue<string[]>(0)) is { } nearest)
            {
                spellings[text.Words[i]] = nearest;
            }
        }

        return spellings.Count == 0 ? null : text.Respelt(spellings);
    }

    private readonly record struct Range(NpgsqlConnection Connection, int Page, int Size)
    {
        public async ValueTask<SearchAnswer> ReadAsync(string sql, IReadOnlyList<string> parameters, string? suggestion, CancellationToken cancellationToken)
        {
            await using var batch = new NpgsqlBatch(Connection) { BatchCommands = { new(SearchSql.Likeness) } };
            var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = Size }, new() { Value = (Page - 1) * Size } } };
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new() { Value = parameter });
            }

            batch.BatchCommands.Add(command);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var total = reader.GetInt32(0);
            var pages = (total + Size - 1) / Size;
            return new(total, Math.Clamp(Page, 1, Math.Max(1, pages)), pages, reader.GetFieldValue<string[]>(1), suggestion, false);
        }
    }
}
