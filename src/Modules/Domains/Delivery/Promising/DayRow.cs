using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Servepath.Domains.Delivery;

/// <summary>A row of delivery.days.</summary>
internal sealed record DayRow(string Centre, string DayText, int? Capacity, int Booked)
{
    // Dates cross as ISO text: the wire's own type for them depends on switches of the process.
    public const string Columns = "centre, day::text as DayText, capacity, booked";

    /// <summary>Days on which something is set or booked, from <c>@from</c> on.</summary>
    public const string Since = $"select {Columns} from delivery.days where day >= @from::date order by centre, day";

    public DateOnly Day => Read(DayText);

    public static DateOnly Read(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Days on which something is set or booked, from <paramref name="from"/> on.</summary>
    public static async ValueTask<IReadOnlyList<DayRow>> ReadAsync(DbConnection connection, DbTransaction? transaction, DateOnly from, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<DayRow>(new CommandDefinition(
            Since,
            new { from = Text(from) }, transaction, cancellationToken: cancellationToken))).AsList();
}
