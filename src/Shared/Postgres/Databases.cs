using Npgsql;

namespace Servepath.Postgres;

/// <summary>The owners' database: each domain's own tables, and the change log. One pool per role and process.</summary>
/// <param name="Source">Open connections from it; it belongs to the host.</param>
public sealed record OwnersDatabase(NpgsqlDataSource Source);

/// <summary>The database of common storage, over the pool of one role (a cluster's reads, or the pipeline).</summary>
/// <param name="Source">Open connections from it; it belongs to the host.</param>
public sealed record StorageDatabase(NpgsqlDataSource Source);

/// <summary>The database of the read models that pages keep for themselves, over the pool of one role.</summary>
/// <param name="Source">Open connections from it; it belongs to the host.</param>
public sealed record ReadModelDatabase(NpgsqlDataSource Source);
