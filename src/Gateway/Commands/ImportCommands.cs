using System.CommandLine;
using System.Globalization;
using Servepath.Domains.Feeds;
using Spectre.Console;

namespace Servepath.Gateway.Commands;

/// <summary><c>servepath import FEED</c> and <c>servepath import-reviews FILE</c>.</summary>
internal static class ImportCommands
{
    // Enough to mend a feed by; the count says how many more there are.
    private const int MostListed = 100;

    private delegate Task<ImportSummary> Import(
        Stream feed, OwnersClient owners, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken);

    public static Command Products(Terminal terminal) =>
        Make("import", "Reads a Google Merchant Center feed (tab-separated) into the owners. Bad rows are reported and skipped.", FeedsModule.ImportProductsAsync, terminal);

    public static Command Reviews(Terminal terminal) =>
        Make("import-reviews", "Reads a table of reviews (review_id, product_id, rating, title, text, helpful_votes).", FeedsModule.ImportReviewsAsync, terminal);

    private static Command Make(string name, string description, Import import, Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "The file." };
        var command = new OwnersCommand(name, description);
        command.Command.Arguments.Add(file);
        return command.Runs(async (result, owners, cancellationToken) =>
        {
            await using var feed = Open(result.GetValue(file)!);
            var summary = await WatchAsync(terminal, progress => import(feed, owners, new ImportOptions(MostSkippedKept: MostListed), progress, cancellationToken));
            Report(terminal, summary);
            return summary.ExitCode;
        });
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CommandFailedException($"{path} is a folder: a file is expected");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{path} cannot be read: {exception.Message}");
        }
    }

    private static async Task<ImportSummary> WatchAsync(Terminal terminal, Func<IProgress<ImportProgress>?, Task<ImportSummary>> import)
    {
        if (!terminal.IsSeen)
        {
            return await import(null);
        }

        return await terminal.Styled.Progress().AutoClear(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask("Importing");
            return await import(new Reporter(progress =>
            {
                bar.MaxValue = progress.BytesInAll ?? 0;
                bar.Value = progress.BytesRead ?? 0;
                bar.IsIndeterminate = progress.BytesInAll is null;
                bar.Description = string.Create(CultureInfo.InvariantCulture, $"{progress.Imported:N0} rows in, {progress.Skipped:N0} skipped");
            }));
        });
    }

    private static void Report(Terminal terminal, ImportSummary summary)
    {
        foreach (var row in summary.SkippedRows)
        {
            terminal.Error.WriteLine(row);
        }

        var unlisted = summary.Skipped - summary.SkippedRows.Count;
        if (unlisted > 0)
        {
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {unlisted:N0} more"));
        }

        var seconds = Math.Max(summary.Elapsed.TotalSeconds, 0.001);
        terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Rows:N0} rows: {summary.Imported:N0} imported, {summary.Skipped:N0} skipped; {summary.Changed:N0} writes made a difference; {seconds:0.0} s, {summary.Rows / seconds:N0} rows/s."));
        terminal.Out.WriteLine(summary.NotYetVisible switch
        {
            null => "All of it is durable; how much is not yet visible, the owners cannot say.",
            0 => "All of it is durable and visible.",
            var behind => string.Create(CultureInfo.InvariantCulture, $"All of it is durable; {behind:N0}{(behind >= ImportSummary.MostCounted ? " or more" : string.Empty)} changes are not yet visible."),
        });
    }

    // Not Progress<T>: without a synchronisation context that one reports late and out of order.
    private sealed class Reporter(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        private readonly Lock drawing = new();

        public void Report(ImportProgress value)
        {
            lock (drawing)
            {
                report(value);
            }
        }
    }
}
