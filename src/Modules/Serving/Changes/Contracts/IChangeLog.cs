using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>A place in the log. Opaque: only the log that gave it can read it; empty means the beginning.</summary>
/// <param name="Text">What a consumer keeps.</param>
public readonly record struct LogPosition(string Text)
{
    /// <summary>Before the first change.</summary>
    public static LogPosition Beginning => new(string.Empty);
}

/// <summary>Some changes in log order, which is NOT the order of versions: a consumer keeps the version that it has applied and drops what is lower.</summary>
/// <param name="Changes">The changes; empty when there is nothing after the position.</param>
/// <param name="Next">The position after them.</param>
public sealed record ChangeBatch(IReadOnlyList<Change> Changes, LogPosition Next);

/// <summary>
/// The log of all owners' changes, only read. A change becomes readable when no transaction that might have taken an
/// earlier place is still open, so that a late commit is never skipped. Consumers are at-least-once: they keep their
/// own position, with or after the effect. Thread-safe.
/// </summary>
public interface IChangeLog
{
    /// <summary>The changes after <paramref name="position"/>, at once, at most <paramref name="most"/> (1 to 5,000).</summary>
    ValueTask<ChangeBatch> ReadAsync(LogPosition position, int most, CancellationToken cancellationToken);

    /// <summary>Waits until there may be something new: a signal, or 50 ms.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>How many changes stand after <paramref name="position"/>, counted up to 100,000.</summary>
    ValueTask<long> CountAfterAsync(LogPosition position, CancellationToken cancellationToken);
}

/// <summary>Where consumers without a database of their own keep their positions, beside the log.</summary>
public interface IConsumerOffsets
{
    /// <summary>The position of <paramref name="group"/>; the beginning when it has none.</summary>
    ValueTask<LogPosition> LoadAsync(string group, CancellationToken cancellationToken);

    /// <summary>Keeps the position of <paramref name="group"/>. Call it after the effect.</summary>
    ValueTask SaveAsync(string group, LogPosition position, CancellationToken cancellationToken);
}

/// <summary>
/// A consumer whose effect is idempotent and comes before its position is kept. <c>ChangesModule</c> runs it:
/// one at a time per group over all processes (an advisory lock), bounded batches, backoff with jitter on failure.
/// </summary>
public interface IChangeConsumer
{
    /// <summary>Name of the consumer group, such as <c>csp-realtime</c>.</summary>
    string Group { get; }

    /// <summary>Most changes in one batch.</summary>
    int BatchSize { get; }

    /// <summary>
    /// This process consumes from now on, where another may have ended with something half-way. Comes before
    /// <see cref="LoadPositionAsync"/>, once each time; must return at once.
    /// </summary>
    void Begin()
    {
    }

    /// <summary>Where to begin: from its own store, or through <see cref="IConsumerOffsets"/>.</summary>
    ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken);

    /// <summary>Applies a batch and keeps <see cref="ChangeBatch.Next"/> with or after the effect. An exception means: the same batch again.</summary>
    ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken);
}
