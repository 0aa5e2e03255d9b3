using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Servepath.Embedded;

/// <summary>
/// One run of the server, on a tether: a shell in a session of its own (so that Ctrl-C in a terminal does not reach the
/// server before we have drained) sends it the signals that it reads from us, and a fast shutdown when the pipe closes,
/// which happens also when this process is killed.
/// </summary>
internal sealed class PostgresProcess : IDisposable
{
    // PR_SET_PDEATHSIG will not do instead: it follows the thread that started the child, and pool threads end.
    private const string Tether =
        """
        exec 3<&0 </dev/null
        "$@" 3<&- &
        server=$!
        { while read -r signal <&3; do kill -s "$signal" "$server"; done; kill -s INT "$server"; } 2>/dev/null &
        reader=$!
        exec 3<&-
        wait "$server"
        code=$?
        kill "$reader"
        exit "$code"
        """;

    private const int WordsKept = 12;
    private static readonly TimeSpan FastShutdown = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan ImmediateShutdown = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly ILogger logger;
    private readonly Queue<string> words = new();

    public PostgresProcess(IReadOnlyList<string> command, ILogger logger)
    {
        this.logger = logger;
        process = Command.Start(Command.Describe(["setsid", "sh", "-c", Tether, "tether", .. command]));
        process.StandardOutput.Close();
        Exited = WaitAsync();
        _ = ListenAsync(process.StandardError);
    }

    /// <summary>Ends with the exit code of the server.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last lines that it wrote.</summary>
    public string LastWords
    {
        get
        {
            lock (words)
            {
                return words.Count == 0 ? "none." : string.Join(" | ", words);
            }
        }
    }

    /// <summary>Stops the server within 5 s: fast, and when that takes too long at once (the next start then recovers from its log).</summary>
    public async Task StopAsync(TimeProvider time)
    {
        foreach (var (signal, patience) in ((string, TimeSpan)[])[("INT", FastShutdown), ("QUIT", ImmediateShutdown)])
        {
            Signal(signal);
            try
            {
                await Exited.WaitAsync(patience, time);
                return;
            }
            catch (TimeoutException)
            {
                continue;
            }
        }
    }

    public void Dispose() => process.Dispose();

    private void Signal(string signal)
    {
        try
        {
            process.StandardInput.Write($"{signal}\n");
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The shell is gone, and the server with it.
        }
    }

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private async Task ListenAsync(StreamReader reader)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                PostgresLog.Said(logger, line);
                lock (words)
                {
                    words.Enqueue(line);
                    if (words.Count > WordsKept)
                    {
                        words.Dequeue();
                    }
                }
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // Backends that outlive a killed server keep the pipe open; nobody needs what they say.
        }
    }
}
