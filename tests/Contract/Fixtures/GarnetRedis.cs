using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Embedded;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>The embedded server, on a Unix socket in a folder of its own.</summary>
public sealed class GarnetRedis : IRedisServer
{
    private readonly string folder = Directory.CreateTempSubdirectory("servepath-garnet-").FullName;
    private readonly EmbeddedRedis server;

    public GarnetRedis() => server = EmbeddedRedis.Start("test", folder, 32, NullLogger.Instance);

    public string ConnectionString => server.ConnectionString;

    public void Dispose()
    {
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
