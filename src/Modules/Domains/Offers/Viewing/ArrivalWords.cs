using System.Globalization;
using Servepath.Domains.Delivery;

namespace Servepath.Domains.Offers;

/// <summary>
/// Puts an arrival date in words. "Today" is the day of the promising centre: a visitor's own zone is not known, and
/// cut-off and hand-over are counted there too.
/// </summary>
internal static class ArrivalWords
{
    public static string Of(ArrivalPromise promise, DateTimeOffset now)
    {
        var date = promise.Date.ToString("ddd d MMM", CultureInfo.InvariantCulture);
        return Days(promise, now) switch
        {
            0 => $"Arrives today, {date}",
            1 => $"Arrives tomorrow, {date}",
            _ => $"Arrives {date}",
        };
    }

    /// <summary>Days until the date: 0 when it is today.</summary>
    public static int Days(ArrivalPromise promise, DateTimeOffset now) => promise.Date.DayNumber - Today(promise.Zone, now).DayNumber;

    /// <summary>When the centre's next day begins.</summary>
    public static DateTimeOffset NextMidnight(string zone, DateTimeOffset now)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var midnight = Today(zone, now).AddDays(1).ToDateTime(TimeOnly.MinValue);
        while (info.IsInvalidTime(midnight))
        {
            // Some zones skip midnight in spring: their day begins where the clock goes on.
            midnight = midnight.AddMinutes(15);
        }

        // A midnight that comes twice changes the date both times.
        var first = new DateTimeOffset(midnight, info.IsAmbiguousTime(midnight) ? info.GetAmbiguousTimeOffsets(midnight).Max() : info.GetUtcOffset(midnight));
        return first > now ? first : new(midnight, info.GetUtcOffset(midnight));
    }

    private static DateOnly Today(string zone, DateTimeOffset now) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
}
