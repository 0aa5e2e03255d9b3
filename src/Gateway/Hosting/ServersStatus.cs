using Servepath.Gateway.Console;

namespace Servepath.Gateway.Hosting;

/// <summary>The embedded servers, as the status shows them.</summary>
internal sealed class ServersStatus(EmbeddedServers servers) : IStatusSource
{
    public IReadOnlyList<StatusLine> Read() => servers.DatabaseIsReady switch
    {
        null => [],
        true => [new("database", "private PostgreSQL", PartState.Up, string.Empty)],
        false => [new("database", "private PostgreSQL", PartState.Down, "died and is being restarted")],
    };
}
