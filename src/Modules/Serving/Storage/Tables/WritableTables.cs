using System.Collections.Frozen;

namespace Servepath.Serving.Storage;

/// <summary>The tables that the pipeline may write to: what the maker has made or found. Thread-safe.</summary>
internal sealed class WritableTables
{
    private readonly TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FrozenDictionary<string, DomainTable> tables = FrozenDictionary<string, DomainTable>.Empty;

    public FrozenDictionary<string, DomainTable> All => tables;

    /// <summary>The table of <paramref name="domain"/>; null when there is none.</summary>
    public DomainTable? Find(string domain) => tables.GetValueOrDefault(domain);

    /// <summary>Waits until the maker has been through all definitions once: before, "there is no table" says nothing.</summary>
    public Task MadeAsync(CancellationToken cancellationToken) => made.Task.WaitAsync(cancellationToken);

    public void Replace(FrozenDictionary<string, DomainTable> found) => tables = found;

    public void HaveBeenMade() => made.TrySetResult();
}
