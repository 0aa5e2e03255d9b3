using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Servepath.Tests.Faults;

/// <summary>
/// Stands before one server and holds each of its answers back for a while, on threads of its own: the workers of the process
/// that is measured have no part in it. Throughput is not limited, only time added.
/// </summary>
internal sealed class DelayingProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly IPEndPoint server;
    private long delayTicks;

    public DelayingProxy(IPEndPoint server)
    {
        this.server = server;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Start(Accept);
    }

    public int Port { get; }

    /// <summary>How long an answer is held back. Takes effect at the next one.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref delayTicks));
        set => Volatile.Write(ref delayTicks, value.Ticks);
    }

    public void Dispose()
    {
        listener.Dispose();
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }

    [DllImport("libc")]
    private static extern int nanosleep(in Duration wanted, nint left);

    private static void Start(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone; the other is told by the sockets' end.
        }
    }) { IsBackground = true }.Start();

    private void Accept()
    {
        while (true)
        {
            var client = listener.AcceptSocket();
            var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            sockets.Add(client);
            sockets.Add(far);
            try
            {
                far.Connect(server);
            }
            catch (SocketException)
            {
                client.Dispose();
                continue;
            }

            var answers = new BlockingCollection<(byte[] Bytes, long Due)>(1024);
            Start(() => Carry(client, far, bytes => far.Send(bytes.Span)));
            Start(() =>
            {
                try
                {
                    Carry(far, client, bytes => answers.Add((bytes.ToArray(), Stopwatch.GetTimestamp() + (long)(Delay.TotalSeconds * Stopwatch.Frequency))));
                }
                finally
                {
                    answers.CompleteAdding();
                }
            });
            Start(() =>
            {
                foreach (var (bytes, due) in answers.GetConsumingEnumerable())
                {
                    SleepUntil(due);
                    client.Send(bytes);
                }
            });
        }
    }

    private static void Carry(Socket from, Socket to, Action<ReadOnlyMemory<byte>> hand)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (var read = from.Receive(buffer); read > 0; read = from.Receive(buffer))
            {
                hand(buffer.AsMemory(0, read));
            }
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private static void SleepUntil(long due)
    {
        for (var left = due - Stopwatch.GetTimestamp(); left > 0; left = due - Stopwatch.GetTimestamp())
        {
            nanosleep(new Duration(0, (nint)(left * 1_000_000_000 / Stopwatch.Frequency)), 0);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Duration(nint Seconds, nint Nanoseconds);
}
