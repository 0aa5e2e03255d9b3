using System.Collections.Concurrent;
using Npgsql;
using Servepath.Postgres;
using Servepath.Resilience;

namespace Servepath.Serving.Storage;

/// <summary>Storage's database as the pipeline uses it, behind its guard, and the switch of each serving domain.</summary>
internal sealed class StorageWriteDatabase(StorageDatabase database, IGuards guards)
{
    private static readonly GuardSettings Settings = new() { ConcurrencyLimit = 32, TimeoutMs = 10_000, MinimumThroughput = 10 };

    private readonly ConcurrentDictionary<string, IGuard> switches = new(StringComparer.Ordinal);
    private readonly IGuard guard = guards.Get(new("pipeline", "storage", "database"), Settings);

    /// <exception cref="ComponentUnavailableException">The database cannot be reached or answered with an error.</exception>
    public ValueTask<TResult> RunAsync<TState, TResult>(
        Func<NpgsqlConnection, TState, CancellationToken, ValueTask<TResult>> work, TState state, CancellationToken cancellationToken) =>
        guard.RunAsync(
            static async (call, token) =>
            {
                await using var connection = await call.source.OpenConnectionAsync(token);
                return await call.work(connection, call.state, token);
            },
            (source: database.Source, work, state),
            cancellationToken);

    /// <summary>Whether an operator has switched the writing of <paramref name="domain"/> off; its changes are then held.</summary>
    public bool IsSwitchedOff(string domain) =>
        switches.GetOrAdd(domain, static (domain, guards) => guards.Get(new("pipeline", domain, "storage"), Settings), guards).Switch == SwitchPosition.Off;
}
