using Npgsql;

namespace Servepath.Postgres;

/// <summary>How our connections are set.</summary>
internal static class Pools
{
    /// <summary>
    /// Longest waits on the server. An open write transaction holds back every reader of the change log, so none may idle;
    /// what the connection string sets in Options comes later and wins.
    /// </summary>
    private const string ServerOptions = "-c statement_timeout=10s -c lock_timeout=2s -c idle_in_transaction_session_timeout=5s";

    public static NpgsqlDataSource Create(string connectionString, string application, int mostConnections)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        given.ApplicationName = application;
        given.MaxPoolSize = mostConnections;
        given.Options = $"{ServerOptions} {given.Options}".TrimEnd();
        SetUnlessGiven("Timeout", 5);
        SetUnlessGiven("Command Timeout", 15);
        SetUnlessGiven("Keepalive", 30);
        SetUnlessGiven("Max Auto Prepare", 64);
        return new NpgsqlDataSourceBuilder(given.ConnectionString) { Name = application }.Build();

        void SetUnlessGiven(string key, int value)
        {
            if (!given.ShouldSerialize(key))
            {
                given[key] = value;
            }
        }
    }
}
