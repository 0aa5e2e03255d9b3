using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Embedded;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>One private PostgreSQL for all tests of this process: started when the first asks, stopped at the end of the process.</summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<PrivatePostgres>> Server = new(StartAsync);

    public static Task<PrivatePostgres> GetAsync() => Server.Value;

    private static async Task<PrivatePostgres> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("servepath-tests-");
        OpenToOthers(folder);
        var server = await PrivatePostgres.StartAsync(new(folder.FullName), NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Delete(recursive: true);
        };
        return server;
    }

    /// <summary>Lets the server's account pass through a folder that was made for us alone.</summary>
    public static void OpenToOthers(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.OtherExecute | UnixFileMode.GroupExecute;
        }
    }
}
