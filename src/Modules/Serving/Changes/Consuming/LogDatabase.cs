using Npgsql;
using Servepath.Resilience;

namespace Servepath.Serving.Changes;

/// <summary>The log's database behind its guard: each call has a connection of the role's pool for as long as it runs.</summary>
internal sealed class LogDatabase(NpgsqlDataSource source, IGuard guard)
{
    public static readonly GuardSettings Settings = new() { ConcurrencyLimit = 64, TimeoutMs = 5000, MinimumThroughput = 10 };

    /// <exception cref="ComponentUnavailableException">The database cannot be reached or answered with an error.</exception>
    public ValueTask<TResult> RunAsync<TState, TResult>(
        Func<NpgsqlConnection, TState, CancellationToken, ValueTask<TResult>> work, TState state, CancellationToken cancellationToken) =>
        guard.RunAsync(
            static async (call, token) =>
            {
                await using var connection = await call.source.OpenConnectionAsync(token);
                return await call.work(connection, call.state, token);
            },
            (source, work, state),
            cancellationToken);
}
