using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>One <c>redis-server</c> of a cluster: it can be frozen, thawed, killed and started again.</summary>
public sealed class ClusterServer(int port, string folder) : IDisposable
{
    private Process? process;

    public int Port => port;

    public bool HasExited => process?.HasExited ?? true;

    public void Start()
    {
        process?.Dispose();
        process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", Text(port), "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-config-file", $"{port}.conf", "--cluster-node-timeout", "2000",
            "--cluster-allow-reads-when-down", "yes", "--cluster-require-full-coverage", "no", "--save", "", "--appendonly", "no",
            "--dir", folder, "--dbfilename", $"{port}.rdb", "--loglevel", "warning", "--repl-diskless-sync-delay", "0", "--maxmemory", "64mb",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Freeze() => Signal(19);

    public void Thaw() => Signal(18);

    public void Kill()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    /// <summary>The answer to a command that is written in one line.</summary>
    public string Ask(string command)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 2000, NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Encoding.UTF8.GetBytes(command + "\r\nPING\r\n"));
        var told = new StringBuilder();
        var buffer = new byte[64 * 1024];

        // The answer to the PING behind it is its end.
        while (!told.ToString().EndsWith("+PONG\r\n", StringComparison.Ordinal))
        {
            var read = socket.Receive(buffer);
            if (read == 0)
            {
                break;
            }

            told.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return told.ToString().Replace("+PONG\r\n", "", StringComparison.Ordinal);
    }

    /// <summary>One fact of an <c>INFO</c> section; empty when it is not there or the server does not answer.</summary>
    public string Info(string section, string name)
    {
        try
        {
            var line = Array.Find(Ask($"INFO {section}").Split("\r\n"), one => one.StartsWith(name + ":", StringComparison.Ordinal));
            return line?[(name.Length + 1)..] ?? "";
        }
        catch (SocketException)
        {
            return "";
        }
    }

    public void Dispose()
    {
        Kill();
        process?.Dispose();
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Signal(int signal)
    {
        if (kill(process!.Id, signal) != 0)
        {
            throw new InvalidOperationException($"redis-server on port {port} did not take signal {signal}");
        }
    }
}
