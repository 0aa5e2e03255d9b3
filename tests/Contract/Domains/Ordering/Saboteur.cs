using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Servepath.Domains.Ordering;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>
/// Lets a node die at its n-th step. A step is every call over a seam that production has: the outbox, which is asked when a
/// transaction begins, before it commits and after it has, and the payment, before and after each call. Inside of a
/// transaction the connection is killed on the server (<c>pg_terminate_backend</c>); from its death on, nothing of the node
/// comes through.
/// </summary>
internal sealed class Saboteur(int dieAt)
{
    private int step;

    public bool IsDead => step >= dieAt;

    /// <summary>The last step that was reached.</summary>
    public string? Died { get; private set; }

    public void Into(IServiceCollection services)
    {
        services.Replace<IChangeOutbox>(inner => new Outbox(inner, this));
        services.Replace<IPayments>(inner => new Payments(inner, this));
    }

    private void Step(string name)
    {
        if (Interlocked.Increment(ref step) >= dieAt)
        {
            Died ??= name;
            throw new NodeDiedException($"the node died at step {dieAt}: {name}");
        }
    }

    private async ValueTask StepAsync(string name, DbTransaction transaction)
    {
        try
        {
            Step(name);
        }
        catch (NodeDiedException)
        {
            var victim = (NpgsqlConnection)transaction.Connection!;
            await using var killer = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(victim.ConnectionString) { Pooling = false }.ConnectionString);
            await killer.OpenAsync();

            // Waits until it is gone: the recovery passes over what is still locked, and comes again only when a test lets it.
            await using var kill = new NpgsqlCommand("select pg_terminate_backend($1, 30000)", killer) { Parameters = { new() { Value = victim.ProcessID } } };
            await kill.ExecuteNonQueryAsync();
            throw;
        }
    }

    private sealed class Outbox(IChangeOutbox inner, Saboteur saboteur) : IChangeOutbox, IAsyncDisposable
    {
        // What a container did not make itself it does not dispose, and the inner one holds a connection.
        public ValueTask DisposeAsync() => (inner as IAsyncDisposable)?.DisposeAsync() ?? default;

        public async ValueTask AppendAsync(
            DbTransaction transaction, IReadOnlyList<Change> changes, IReadOnlyList<OwnerStatement> before, IReadOnlyList<OwnerStatement> after,
            Func<DbDataReader, CancellationToken, ValueTask>? read, CancellationToken cancellationToken)
        {
            await saboteur.StepAsync("before all of a transaction is written", transaction);
            await inner.AppendAsync(transaction, changes, before, after, read, cancellationToken);
            await saboteur.StepAsync("before a commit", transaction);
        }

        public void Committed()
        {
            saboteur.Step("after a commit");
            inner.Committed();
        }

        public async ValueTask<IReadOnlyDictionary<string, long>> FloorsAsync(DbTransaction transaction, IReadOnlyCollection<string> domains, CancellationToken cancellationToken)
        {
            await saboteur.StepAsync($"inside of a transaction, as {string.Join(" and ", domains)} begins", transaction);
            return await inner.FloorsAsync(transaction, domains, cancellationToken);
        }
    }

    private sealed class Payments(IPayments inner, Saboteur saboteur) : IPayments
    {
        public async ValueTask<PaymentAnswer> AuthoriseAsync(PaymentRequest request, CancellationToken cancellationToken)
        {
            saboteur.Step("before asking for the payment");
            var answer = await inner.AuthoriseAsync(request, cancellationToken);
            saboteur.Step("after the payment's answer");
            return answer;
        }

        public async ValueTask<PaymentAnswer> FindAsync(string orderId, CancellationToken cancellationToken)
        {
            saboteur.Step("before asking what the payment said");
            var answer = await inner.FindAsync(orderId, cancellationToken);
            saboteur.Step("after hearing what the payment said");
            return answer;
        }

        public async ValueTask VoidAsync(string orderId, CancellationToken cancellationToken)
        {
            saboteur.Step("before giving money back");
            await inner.VoidAsync(orderId, cancellationToken);
            saboteur.Step("after giving money back");
        }
    }
}

/// <summary>What is thrown where a process would simply be gone.</summary>
internal sealed class NodeDiedException(string message) : Exception(message);

internal static class ServiceReplacing
{
    /// <summary>Puts something around the service that is registered.</summary>
    public static void Replace<T>(this IServiceCollection services, Func<T, T> around)
        where T : class
    {
        var registered = services.Last(each => each.ServiceType == typeof(T));
        services.Remove(registered);
        services.AddSingleton(provider => around((T)(registered.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!))));
    }
}
