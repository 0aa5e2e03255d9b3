using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Servepath.Tests.Faults;

/// <summary>A server's own refusal, as it says it.</summary>
internal sealed class RespException(string message) : Exception(message);

/// <summary>
/// The wire of Redis, plain: the harness must not see the cluster through the client that it judges. One caller at a time.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    private readonly TcpClient socket;
    private readonly BufferedStream stream;
    private readonly TimeSpan patience;

    private RespConnection(TcpClient socket, TimeSpan patience) => (this.socket, stream, this.patience) = (socket, new(socket.GetStream(), 64 * 1024), patience);

    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="OperationCanceledException">No connection within <paramref name="patience"/>, which also bounds each answer.</exception>
    public static async Task<RespConnection> OpenAsync(IPEndPoint server, TimeSpan patience)
    {
        var socket = new TcpClient(AddressFamily.InterNetwork) { NoDelay = true };
        try
        {
            using var limit = new CancellationTokenSource(patience);
            await socket.ConnectAsync(server, limit.Token);
            return new(socket, patience);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The answer: its lines, of which a plain answer has one and "nothing" none.</summary>
    public async Task<string[]> AskAsync(params string[] words)
    {
        using var limit = new CancellationTokenSource(patience);
        await stream.WriteAsync(Request(words), limit.Token);
        return await ReadAsync(limit.Token);
    }

    /// <summary>All commands are sent before the first answer is read. A refusal of one is thrown.</summary>
    public async Task SendAsync(IReadOnlyCollection<byte[]> requests)
    {
        using var limit = new CancellationTokenSource(patience);
        foreach (var request in requests)
        {
            await stream.WriteAsync(request, limit.Token);
        }

        for (var i = 0; i < requests.Count; i++)
        {
            await ReadAsync(limit.Token);
        }
    }

    public static byte[] Request(params IReadOnlyList<string> words)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Count}\r\n");
        foreach (var word in words)
        {
            text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public void Dispose()
    {
        socket.Dispose();
        stream.Dispose();
    }

    private async Task<string[]> ReadAsync(CancellationToken cancellationToken)
    {
        await stream.FlushAsync(cancellationToken);
        var line = await ReadLineAsync(cancellationToken);
        switch (line[0])
        {
            case '-':
                throw new RespException(line[1..]);
            case '$' when Number(line) < 0:
                return [];
            case '$':
                var bytes = new byte[Number(line) + 2];
                await stream.ReadExactlyAsync(bytes, cancellationToken);
                return [Encoding.UTF8.GetString(bytes, 0, bytes.Length - 2)];
            case '*':
                var items = new List<string>();
                for (var left = Number(line); left > 0; left--)
                {
                    items.AddRange(await ReadAsync(cancellationToken));
                }

                return [.. items];
            default:
                return [line[1..]];
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line], 0, line.Count - 1);
            }

            line.Add(one[0]);
        }
    }

    private static int Number(string line) => int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
}
