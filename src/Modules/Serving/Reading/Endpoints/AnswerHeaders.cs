using System.Globalization;
using Microsoft.AspNetCore.Http;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>What every answer says of itself: who answered, how long it took, how long it may be kept.</summary>
internal static class AnswerHeaders
{
    private const string Briefly = "public, max-age=1";
    private const string Revalidated = "public, max-age=0, must-revalidate";
    private const string Never = "no-store";

    public static void Write(HttpResponse response, AnsweredBy by, TimeSpan took, string caching)
    {
        response.Headers.CacheControl = caching;
        response.Headers["Cache-Status"] = by switch
        {
            AnsweredBy.Near => "servepath; hit; detail=near",
            AnsweredBy.Cache => "servepath; hit; detail=cache",
            AnsweredBy.Storage => "servepath; fwd=miss; detail=storage",
            _ => "servepath; hit; detail=near-stale",
        };
        response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"{Words.Of(by)};dur={took.TotalMilliseconds:0.###}");
    }

    /// <summary>
    /// How long others may keep the row: never when something of it is stale; not without asking again when it holds a
    /// realtime group or a view, whose second must not be spent in a browser; else a second, unless it changes sooner.
    /// </summary>
    public static string CachingOf(ServedRow row, RowQuery query, DateTimeOffset now)
    {
        foreach (var group in row.Stale)
        {
            if (RowJson.IsRelevant(group, query))
            {
                return Never;
            }
        }

        if (query.Views.Length > 0 || row.NextMoment < now.AddSeconds(1))
        {
            return Revalidated;
        }

        foreach (var group in row.Moment.Row.Shape.Domain.RealtimeGroups)
        {
            if (query.Wants(group.Name))
            {
                return Revalidated;
            }
        }

        return Briefly;
    }

    /// <summary>How long others may keep a batch: as long as the least of its rows.</summary>
    public static string CachingOf(IReadOnlyList<ServedRow> rows, RowQuery query, bool complete, DateTimeOffset now)
    {
        var least = complete ? rows.Count == 0 ? Revalidated : Briefly : Never;
        foreach (var row in rows)
        {
            var own = CachingOf(row, query, now);
            least = own == Never || least == Never ? Never : own == Revalidated ? Revalidated : least;
        }

        return least;
    }
}
