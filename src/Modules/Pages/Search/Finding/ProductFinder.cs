using Npgsql;
using NpgsqlTypes;
using Servepath.Postgres;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// Asks the read model, in steps that stop as soon as enough is found: full text; the same with misspelt words put
/// right; what looks alike. Which step answers depends on the text alone, so that all pages and filters of one search agree.
/// </summary>
internal sealed class ProductFinder(ReadModelDatabase database, TimeProvider time, string currency)
{
    // With fewer than this, the words were probably not what was meant.
    private const int Few = 3;

    public async ValueTask<SearchAnswer> FindAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        var text = SearchText.Read(wanted.Text);
        if (!text.IsEmpty && text.Words.Count == 0)
        {
            return AnswerRows.Nothing(wanted, currency);
        }

        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        if (text.IsEmpty)
        {
            return (await ReadAsync(connection, SearchSql.All(wanted.Sort), wanted, [], cancellationToken)).ToAnswer(wanted, currency, null);
        }

        if (text.IsOtherScript)
        {
            return (await LookAlikeAsync(connection, text, wanted, cancellationToken)).ToAnswer(wanted, currency, null);
        }

        var rows = await FullTextAsync(connection, text, null, wanted, cancellationToken);
        if (rows.Matched < Few && await RespellAsync(connection, text, cancellationToken) is { } respelt)
        {
            var found = await FullTextAsync(connection, text, respelt, wanted, cancellationToken);
            if (found.Matched > rows.Matched)
            {
                return found.ToAnswer(wanted, currency, respelt.Text);
            }
        }

        rows = rows.Matched > 0 ? rows : await LookAlikeAsync(connection, text, wanted, cancellationToken);
        return rows.ToAnswer(wanted, currency, null);
    }

    public async ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand(SearchSql.Help);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetFieldValue<string[]>(0), reader.GetFieldValue<string[]>(1));
    }

    private ValueTask<AnswerRows> FullTextAsync(NpgsqlConnection connection, SearchText text, SearchText? respelt, Wanted wanted, CancellationToken cancellationToken) =>
        ReadAsync(connection, SearchSql.FullText(wanted.Sort), wanted, [text.Text, text.Head, text.Begun, respelt?.Text ?? string.Empty], cancellationToken);

    private ValueTask<AnswerRows> LookAlikeAsync(NpgsqlConnection connection, SearchText text, Wanted wanted, CancellationToken cancellationToken) =>
        ReadAsync(
            connection, SearchSql.Trigrams(wanted.Sort, text.Words.Count), wanted,
            [text.Text, text.Head, text.Begun, string.Empty, .. text.Words.Select(word => $"%{word}%")],
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

    private async ValueTask<AnswerRows> ReadAsync(NpgsqlConnection connection, string sql, Wanted wanted, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var setting in SearchSql.Settings)
        {
            batch.BatchCommands.Add(new(setting));
        }

        var command = new NpgsqlBatchCommand(sql);
        Fill(command.Parameters, wanted);
        foreach (var word in words)
        {
            command.Parameters.Add(new() { Value = word });
        }

        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await AnswerRows.ReadAsync(reader, cancellationToken);
    }

    private void Fill(NpgsqlParameterCollection parameters, Wanted wanted)
    {
        var filters = wanted.Filters;
        parameters.Add(new() { Value = wanted.Size });
        parameters.Add(new() { Value = (wanted.Page - 1) * wanted.Size });
        parameters.Add(new() { Value = time.GetUtcNow() });
        parameters.Add(new() { Value = currency });
        parameters.Add(new() { Value = filters.Brands.ToArray() });
        parameters.Add(new() { Value = wanted.CategorySpellings() });
        parameters.Add(Number(filters.MinPrice));
        parameters.Add(Number(filters.MaxPrice));
        parameters.Add(Number(filters.MinRating));
        parameters.Add(new() { Value = filters.InStock });
        parameters.Add(new() { Value = filters.OnSale });
    }

    private static NpgsqlParameter Number(decimal? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric };
}
