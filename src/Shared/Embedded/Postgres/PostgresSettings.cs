namespace Servepath.Embedded;

/// <summary>How a private server is set: durable, quiet, and without a network.</summary>
internal static class PostgresSettings
{
    public static IEnumerable<string> For(string socketFolder) =>
        new (string Name, string Value)[]
        {
            ("listen_addresses", ""),
            ("port", $"{PostgresFolder.Port}"),
            ("unix_socket_directories", socketFolder),
            ("max_connections", "120"),
            ("shared_buffers", "128MB"),
            ("fsync", "on"),
            ("synchronous_commit", "on"),
            // Our statements are short: compiling them costs more than it saves.
            ("jit", "off"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            ("log_line_prefix", ""),
            ("log_checkpoints", "off"),
            // Refused statements are the business of whoever sent them; LOG, FATAL and PANIC are ours.
            ("log_min_messages", "log"),
            ("log_min_error_statement", "panic"),
        }.SelectMany(setting => new[] { "-c", $"{setting.Name}={setting.Value}" });
}
