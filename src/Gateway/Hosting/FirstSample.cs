using Servepath.Domains.Feeds;
using Servepath.Kernel;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// Imports the shipped sample the first time that a data folder is used. A file in the folder says that it was done, so that
/// a sample that someone removed stays away.
/// </summary>
internal sealed class FirstSample(DataFolder data, OwnersClient owners, ILogger logger)
{
    public async Task ImportAsync(CancellationToken cancellationToken)
    {
        var marker = Path.Combine(data.Path, "sample");
        if (File.Exists(marker))
        {
            return;
        }

        try
        {
            var summary = await FeedsModule.ImportSampleAsync(owners, cancellationToken);
            await File.WriteAllTextAsync(marker, "imported\n", cancellationToken);
            Log.SampleImported(logger, summary.Imported, (long)summary.Elapsed.TotalMilliseconds);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.SampleFailed(logger, e.Message);
        }
    }
}
