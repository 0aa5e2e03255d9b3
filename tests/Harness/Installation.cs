using System.Net;
using System.Net.Sockets;

namespace Servepath.Tests.Harness;

/// <summary>Where the executable and the shipped settings are, and free ports to run on.</summary>
internal static class Installation
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    public static string Root { get; } = FindRoot();

    /// <summary>The executable of the same configuration as this test.</summary>
    public static string Executable { get; } = Path.Combine(
        Root, "src", "Gateway", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "servepath.dll");

    public static int FreePort()
    {
        lock (Gate)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    public static string CopySettings(string to)
    {
        var from = Path.Combine(Root, "appsettings");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return to;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Monolith.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("these tests run inside the repository");
    }
}
