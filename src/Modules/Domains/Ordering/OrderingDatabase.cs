using System.Data.Common;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>Ordering's way to the owners' database, and its one word for when there is none. Thread-safe.</summary>
internal sealed class OrderingDatabase(OwnerWriter writer)
{
    public const string Schema = "ordering";

    /// <inheritdoc cref="OwnerWriter.WriteAsync"/>
    /// <exception cref="OrderingUnavailableException">The database is down, slow or switched off; whether the write was made is not known.</exception>
    public async ValueTask<T> WriteAsync<T>(Func<OwnerTransaction, CancellationToken, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(write, cancellationToken);
        }
        catch (Exception exception) when (exception is OwnerUnavailableException or InvalidChangeException)
        {
            // The second: the serving domain's file lacks a group that is written here. Orders wait until an operator mends it.
            throw new OrderingUnavailableException(exception.Message, exception);
        }
    }

    /// <inheritdoc cref="OwnerWriter.ReadAsync"/>
    /// <exception cref="OrderingUnavailableException">The database is down, slow or switched off.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<DbConnection, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.ReadAsync(read, cancellationToken);
        }
        catch (OwnerUnavailableException exception)
        {
            throw new OrderingUnavailableException(exception.Message, exception);
        }
    }
}
