using Servepath.Flags;

namespace Servepath.Tests.Unit.Shared.Flags;

/// <summary>Flags that a test swaps by hand.</summary>
internal sealed class FixedFlags(FlagSnapshot snapshot) : IFlagStore
{
    private Action<FlagSnapshot>? changed;

    public FlagSnapshot Current { get; private set; } = snapshot;

    public IDisposable OnChange(Action<FlagSnapshot> changed)
    {
        this.changed += changed;
        return new Nothing();
    }

    public void Swap(FlagSnapshot next)
    {
        Current = next;
        changed?.Invoke(next);
    }

    public Task<FlagSnapshot> SetAsync(string name, bool enabled, string? reason = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
