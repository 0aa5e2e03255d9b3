using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>A <c>redis-server</c> of its own on a free port, without persistence; it can be frozen, thawed, killed and started again.</summary>
public sealed class RealRedis : IRedisServer
{
    private readonly string folder = Directory.CreateTempSubdirectory("servepath-redis-").FullName;
    private readonly int port = FreePort();
    private Process process;

    public RealRedis() => process = Start();

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    /// <summary>Stops it in its tracks: connections stay open and nothing answers.</summary>
    public void Freeze() => Signal(19);

    /// <summary>Lets a frozen server go on.</summary>
    public void Thaw() => Signal(18);

    /// <summary>Kills it; what it held is gone.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Starts it again, empty, on the same port.</summary>
    public void Restart()
    {
        process.Dispose();
        process = Start();
    }

    /// <summary>Runs a command of redis-cli and gives what it prints.</summary>
    public string Command(params string[] words)
    {
        using var cli = Process.Start(new ProcessStartInfo("redis-cli", ["-p", port.ToString(CultureInfo.InvariantCulture), .. words])
        {
            RedirectStandardOutput = true,
        })!;
        var text = cli.StandardOutput.ReadToEnd();
        cli.WaitForExit();
        return text.Trim();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private void Signal(int signal)
    {
        if (kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"redis-server {process.Id} did not take signal {signal}");
        }
    }

    private Process Start()
    {
        var started = Process.Start(new ProcessStartInfo("redis-server",
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder, "--loglevel", "warning"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        var patience = Stopwatch.StartNew();
        while (!Answers())
        {
            if (started.HasExited || patience.Elapsed > TimeSpan.FromSeconds(10))
            {
                throw new InvalidOperationException($"redis-server did not answer on port {port}");
            }

            started.WaitForExit(5);
        }

        return started;
    }

    private bool Answers()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
