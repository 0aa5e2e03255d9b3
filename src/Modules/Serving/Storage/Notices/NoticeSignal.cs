using Servepath.Postgres;

namespace Servepath.Serving.Storage;

/// <summary>Tells readers of notices that some were committed.</summary>
internal sealed class NoticeSignal(StorageDatabase database, TimeProvider time) : IAsyncDisposable
{
    public const string Channel = "storage_notices";

    private readonly CommitSignal signal = new(database.Source, Channel, time);

    public void Raise() => signal.Raise();

    public ValueTask DisposeAsync() => signal.DisposeAsync();
}

/// <summary>The followed end of the notices, told apart from those of other tables in the same host.</summary>
internal sealed record NoticeTail(CommitTail Tail);
