using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Servepath.Domains.Delivery;

/// <summary>A row of delivery.days.</summary>
internal sealed record DayRow(string Centre, string DayText, int? Capacity, int Booked)
{
    // Dates cross as ISO text: the wire's own type for them depends on switches of the process.
    public const string Columns = "centre, day::text as DayText, capacity, booked";

    public DateOnly Day => DateOnly.ParseExact(DayText, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Days on which something is set or booked, from <paramref name="from"/> on.</summary>
    public static async ValueTask<IReadOnlyList<DayRow>> ReadAsync(DbConnection connection, DbTransaction? transaction, DateOnly from, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<DayRow>(new CommandDefinition(
            $"select {Columns} from delivery.days where day >= @from::date order by centre, day",
            new { from = Text(from) }, transaction, cancellationToken: cancellationToken))).AsList();
}
