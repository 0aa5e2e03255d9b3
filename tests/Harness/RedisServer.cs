using System.Diagnostics;

namespace Servepath.Tests.Harness;

/// <summary>A real redis-server without persistence, which can be killed and started again on the same port.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private Process? process;

    public int Port { get; } = Installation.FreePort();

    public string ConnectionString => $"127.0.0.1:{Port}";

    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Probe.UntilAsync("redis-server listens", TimeSpan.FromSeconds(5), async () =>
        {
            using var socket = new System.Net.Sockets.TcpClient();
            try
            {
                await socket.ConnectAsync("127.0.0.1", Port);
                return (true, "connected");
            }
            catch (System.Net.Sockets.SocketException e)
            {
                return (false, e.Message);
            }
        });
    }

    public async Task KillAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
