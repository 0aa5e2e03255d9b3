namespace Servepath.Serving.Changes;

/// <summary>
/// Where the pipeline says, beside the log, which groups common storage has columns for. Ingest takes changes of these
/// alone, so that no change reaches the log before there is a place for it. Thread-safe.
/// </summary>
public interface IDomainReadiness
{
    /// <summary>Says that storage takes exactly <paramref name="groups"/> of <paramref name="domain"/>.</summary>
    ValueTask MarkAsync(string domain, IReadOnlyCollection<string> groups, CancellationToken cancellationToken);
}
