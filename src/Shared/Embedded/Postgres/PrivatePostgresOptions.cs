namespace Servepath.Embedded;

/// <summary>Where a private PostgreSQL lives.</summary>
/// <param name="Folder">The data folder of the application. The server's files, its socket and its lock lie in <c>postgres/</c> below it; the tables in <c>postgres/MAJOR</c>, since one major version does not read another's.</param>
public sealed record PrivatePostgresOptions(string Folder);

/// <summary>A private PostgreSQL could not be found, made or started. The message says why and what to do; it is fit to be shown.</summary>
public sealed class PrivatePostgresException(string message) : Exception(message);
