using System.Reflection;
using Npgsql;

namespace Servepath.Postgres;

/// <summary>The migrations of one module: the SQL files embedded under Migrations/ of its assembly, in order of name, each run once.</summary>
/// <param name="Schema">The PostgreSQL schema that the module owns; made when it is missing.</param>
/// <param name="Assembly">Where the files are embedded.</param>
/// <param name="Source">The database.</param>
public sealed record Migration(string Schema, Assembly Assembly, NpgsqlDataSource Source);
