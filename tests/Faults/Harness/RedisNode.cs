using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Servepath.Tests.Faults;

/// <summary>Where one server listens, and what the cluster is told of it.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="AnnouncedPort">The port that clients are told; another than its own where something stands in front.</param>
/// <param name="Space">The network namespace that it runs in; null for the machine's own.</param>
internal sealed record NodePlace(IPEndPoint Address, int AnnouncedPort, string? Space);

/// <summary>One <c>redis-server</c> of a cluster, without persistence, and the faults that a process can have.</summary>
internal sealed class RedisNode(NodePlace place, string folder, TimeSpan nodeTimeout, Watchdog watchdog)
{
    private const int Kill9 = 9, Continue = 18, Stop = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Process? process;

    public NodePlace Place => place;

    /// <summary>Host and port as the cluster announces them, and so as clients know it.</summary>
    public string Name { get; } = $"{place.Address.Address}:{place.AnnouncedPort}";

    public bool IsRunning => process is { HasExited: false };

    public async Task StartAsync()
    {
        process?.Dispose();
        string[] server =
        [
            "redis-server", "--port", Text(place.Address.Port), "--bind", place.Address.Address.ToString(), "--protected-mode", "no",
            "--cluster-enabled", "yes", "--cluster-config-file", $"{place.Address.Port}.conf", "--cluster-node-timeout", Text((int)nodeTimeout.TotalMilliseconds),
            "--cluster-announce-port", Text(place.AnnouncedPort), "--cluster-announce-bus-port", Text(place.Address.Port + 10_000),
            "--cluster-allow-reads-when-down", "yes", "--cluster-require-full-coverage", "no", "--save", "", "--appendonly", "no",
            "--dir", folder, "--dbfilename", $"{place.Address.Port}.rdb", "--loglevel", "notice", "--logfile", LogFile,
            "--repl-diskless-sync-delay", "0", "--repl-backlog-size", "1mb", "--maxmemory", "256mb",
        ];
        string[] command = place.Space is { } space ? ["ip", "netns", "exec", space, .. server] : server;
        process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        watchdog.Started(process.Id);
        for (var clock = Stopwatch.StartNew(); !await AnswersAsync();)
        {
            if (process.HasExited || clock.Elapsed > Patience)
            {
                throw new InvalidOperationException($"redis-server does not answer on {place.Address}; its log is {LogFile}");
            }

            await Task.Delay(10);
        }
    }

    public async Task KillAsync()
    {
        if (process is { HasExited: false })
        {
            Signal(Kill9);
            await process.WaitForExitAsync();
            watchdog.Ended(process.Id);
        }
    }

    public void Freeze() => Signal(Stop);

    public void Thaw() => Signal(Continue);

    /// <summary>What it kept on disk, such as the file of a full sync, which a start would load; not what it knows of the cluster.</summary>
    public void DeleteData()
    {
        File.Delete(Path.Combine(folder, $"{place.Address.Port}.rdb"));
        foreach (var file in Directory.EnumerateFiles(folder, $"temp-*{place.Address.Port}*.rdb"))
        {
            File.Delete(file);
        }
    }

    public Task<RespConnection> OpenAsync(TimeSpan? patience = null) => RespConnection.OpenAsync(place.Address, patience ?? Patience);

    public async Task<string[]> AskAsync(params string[] words)
    {
        using var connection = await OpenAsync();
        return await connection.AskAsync(words);
    }

    /// <summary>The facts of an <c>INFO</c> section.</summary>
    public async Task<IReadOnlyDictionary<string, string>> InfoAsync(string section)
    {
        var text = (await AskAsync("INFO", section))[0];
        return text.Split("\r\n").Where(static line => line.Contains(':', StringComparison.Ordinal)).Select(static line => line.Split(':', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
    }

    public async Task<long> CountAsync() => long.Parse((await AskAsync("DBSIZE"))[0], CultureInfo.InvariantCulture);

    /// <summary>What it has written so far.</summary>
    public string Log() => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(folder, $"{place.Address.Port}.log");

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await AskAsync("PING");
            return true;
        }
        catch (RespException)
        {
            // Loading is an answer.
            return true;
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Signal(int signal)
    {
        if (kill(process!.Id, signal) != 0)
        {
            throw new InvalidOperationException($"redis-server {Name} did not take signal {signal}");
        }
    }
}
