using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Serving.Changes;

/// <summary>Many changes of one domain over HTTP, a line each; taken in transactions of at most 200.</summary>
internal sealed class BatchIngest(IngestRules rules, IngestTransaction transaction, ILogger<BatchIngest> logger)
{
    private const int MostBytes = 1 << 20;
    private const int MostLines = 1000;

    public async Task<Results<JsonHttpResult<IngestBatchAnswer>, ProblemHttpResult>> PostAsync(
        string domain, HttpContext context, CancellationToken cancellationToken)
    {
        if (rules.Domain(domain) is { } unknown)
        {
            return Answers.Problem(context, unknown);
        }

        if (await BoundedBody.ReadAsync(context, MostBytes, cancellationToken) is not { } body || Lines(body) is not { } lines)
        {
            return Problems.TooLarge("Batch too large", $"A batch has at most {MostBytes} bytes and {MostLines} lines; nothing of this one was taken.");
        }

        if (lines.Count == 0)
        {
            return Problems.BadRequest("Empty batch", "Send one JSON object a line: {\"key\":…,\"group\":…,\"body\":…}.");
        }

        var items = new IngestItem?[lines.Count];
        var outcomes = new IngestOutcome[lines.Count];
        var good = new List<int>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var fault = await CheckAsync(domain, lines[i].Text, items, i, cancellationToken);
            if (fault is null)
            {
                good.Add(i);
            }
            else
            {
                outcomes[i] = new(null, fault);
            }
        }

        foreach (var chunk in good.Chunk(PostgresOutbox.MostChanges))
        {
            await TakeAsync(domain, chunk, items, outcomes, cancellationToken);
        }

        var answers = lines.Select((line, i) => LineAnswer.Of(line.Number, outcomes[i], items[i])).ToArray();
        var durable = answers.Count(answer => answer.Durable == true);
        return TypedResults.Json(new IngestBatchAnswer(durable, answers.Length - durable, answers), Json.Options);
    }

    private async ValueTask<IngestFault?> CheckAsync(string domain, ReadOnlyMemory<byte> line, IngestItem?[] items, int index, CancellationToken cancellationToken)
    {
        if (IngestLine.TryRead(line, out var item) is { } mistake)
        {
            return new(StatusCodes.Status400BadRequest, "Malformed line", mistake);
        }

        items[index] = item;
        try
        {
            var (fault, group) = await rules.PlaceAsync(domain, item!.Key, item.Group, cancellationToken);
            return fault ?? IngestRules.Content(item.Version, item.Value, group!);
        }
        catch (ComponentUnavailableException failure)
        {
            logger.IngestFailed(domain, failure);
            return Answers.LogUnavailable;
        }
    }

    private async ValueTask TakeAsync(string domain, int[] chunk, IngestItem?[] items, IngestOutcome[] outcomes, CancellationToken cancellationToken)
    {
        try
        {
            var taken = await transaction.RunAsync(domain, [.. chunk.Select(index => items[index]!)], cancellationToken);
            for (var i = 0; i < chunk.Length; i++)
            {
                outcomes[chunk[i]] = taken[i];
            }
        }
        catch (ComponentUnavailableException failure)
        {
            logger.IngestFailed(domain, failure);
            foreach (var index in chunk)
            {
                outcomes[index] = new(null, Answers.LogUnavailable);
            }
        }
    }

    /// <returns>The lines that are not blank; null when there are too many.</returns>
    private static List<(int Number, ReadOnlyMemory<byte> Text)>? Lines(ReadOnlyMemory<byte> body)
    {
        var lines = new List<(int, ReadOnlyMemory<byte>)>();
        for (var number = 1; !body.IsEmpty; number++)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                if (lines.Count == MostLines)
                {
                    return null;
                }

                lines.Add((number, line));
            }
        }

        return lines;
    }
}
