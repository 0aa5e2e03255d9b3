using Microsoft.AspNetCore.Http;
using Servepath.Kernel;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>The answer of many rows.</summary>
/// <param name="rows">Those that there are, in the order asked.</param>
/// <param name="missing">Keys that storage does not know.</param>
/// <param name="unavailable">Keys that no layer answered for.</param>
/// <param name="query">What is wanted of each.</param>
/// <param name="took">How long the read took.</param>
/// <param name="now">The time of the answer.</param>
internal sealed class BatchAnswer(
    IReadOnlyList<ServedRow> rows, IReadOnlyList<string> missing, IReadOnlyList<string> unavailable, RowQuery query, TimeSpan took, DateTimeOffset now) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        var views = new ViewResult[rows.Count][];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = RowAnswer.Views(rows[i], query);
        }

        var slowest = AnsweredBy.Near;
        foreach (var row in rows)
        {
            slowest = row.AnsweredBy > slowest ? row.AnsweredBy : slowest;
        }

        AnswerHeaders.Write(context.Response, slowest, took, AnswerHeaders.CachingOf(rows, query, unavailable.Count == 0, now));
        if (unavailable.Count == 0 && SplicedBody.IsKnown(context, Tag(views)))
        {
            return Task.CompletedTask;
        }

        var counted = default(CountedPieces);
        Write(ref counted, views);
        if (!SplicedBody.Begin(context, counted.Length))
        {
            return Task.CompletedTask;
        }

        var written = new WrittenPieces(context.Response.BodyWriter);
        Write(ref written, views);
        return SplicedBody.EndAsync(context);
    }

    private string Tag(ViewResult[][] views)
    {
        var tag = default(EntityTag);
        for (var i = 0; i < rows.Count; i++)
        {
            tag.Add(rows[i].Key);
            tag.Add(rows[i], query, views[i]);
        }

        foreach (var key in missing)
        {
            tag.Add(key);
        }

        return tag.ToString();
    }

    private void Write<TPieces>(ref TPieces pieces, ViewResult[][] views)
        where TPieces : struct, IPieces
    {
        pieces.Add("{\"items\":["u8);
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0)
            {
                pieces.Add(","u8);
            }

            RowJson.Write(ref pieces, rows[i], query, views[i]);
        }

        pieces.Add("],\"missing\":["u8);
        WriteKeys(ref pieces, missing);
        if (unavailable.Count > 0)
        {
            pieces.Add("],\"unavailable\":["u8);
            WriteKeys(ref pieces, unavailable);
        }

        pieces.Add("]}"u8);
    }

    private static void WriteKeys<TPieces>(ref TPieces pieces, IReadOnlyList<string> keys)
        where TPieces : struct, IPieces
    {
        for (var i = 0; i < keys.Count; i++)
        {
            if (i > 0)
            {
                pieces.Add(","u8);
            }

            JsonPieces.AddText(ref pieces, keys[i]);
        }
    }
}
