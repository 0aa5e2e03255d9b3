using Microsoft.AspNetCore.Http;
using Servepath.Kernel;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>The answer of one row: 200 with the spliced bytes, or 304.</summary>
internal sealed class RowAnswer(ServedRow row, RowQuery query, TimeSpan took, DateTimeOffset now) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        var views = Views(row, query);
        AnswerHeaders.Write(context.Response, row.AnsweredBy, took, AnswerHeaders.CachingOf(row, query, now));
        var tag = EntityTag.Of(row, query, views);
        if (SplicedBody.IsKnown(context, tag))
        {
            return Task.CompletedTask;
        }

        var counted = default(CountedPieces);
        RowJson.Write(ref counted, row, query, views);
        if (!SplicedBody.Begin(context, counted.Length))
        {
            return Task.CompletedTask;
        }

        var written = new WrittenPieces(context.Response.BodyWriter);
        RowJson.Write(ref written, row, query, views);
        return SplicedBody.EndAsync(context);
    }

    public static ViewResult[] Views(ServedRow row, RowQuery query)
    {
        if (query.Views.Length == 0)
        {
            return [];
        }

        var views = new ViewResult[query.Views.Length];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = row.View(query.Views[i], query.Region);
        }

        return views;
    }
}
