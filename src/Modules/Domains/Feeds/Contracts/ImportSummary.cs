namespace Servepath.Domains.Feeds;

/// <summary>A row that was not imported.</summary>
/// <param name="Line">Where the row begins in the file, from 1; the header is line 1.</param>
/// <param name="Column">Name of the column at fault; empty when it is the whole row.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
public sealed record SkippedRow(long Line, string Column, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Column.Length == 0 ? $"line {Line}: {Reason}" : $"line {Line}, {Column}: {Reason}";
}

/// <summary>What came of an import. All that it counts as imported is durable with its owners.</summary>
/// <param name="Rows">Rows read, without the header and blank lines.</param>
/// <param name="Imported">Rows taken.</param>
/// <param name="Changed">Writes that made a difference, over all owners: a product that is new counts once for each of its owners; a feed that was imported before counts none.</param>
/// <param name="Skipped">Rows that were not taken.</param>
/// <param name="SkippedRows">The first of them, in order of line; see <see cref="ImportOptions.MostSkippedKept"/>.</param>
/// <param name="NotYetVisible">How many changes the slowest reader of the log had still before it when the import ended, counted up to <see cref="MostCounted"/>; null when the owners could not say.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ImportSummary(
    long Rows, long Imported, long Changed, long Skipped, IReadOnlyList<SkippedRow> SkippedRows, long? NotYetVisible, TimeSpan Elapsed)
{
    /// <summary>As far as the log counts what its readers have still before them.</summary>
    public const long MostCounted = 100_000;

    /// <summary>The exit code of the command: 0 when every row went in, 1 when some were skipped.</summary>
    public int ExitCode => Skipped == 0 ? 0 : 1;
}
