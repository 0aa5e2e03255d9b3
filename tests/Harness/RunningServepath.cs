using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Servepath.Tests.Harness;

/// <summary>A real process of the real executable on free ports and folders of its own.</summary>
internal sealed class RunningServepath : IAsyncDisposable
{
    private readonly StringBuilder output = new();
    private Process? process;

    public RunningServepath(string? folder = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("servepath-flow-").FullName;
        Data = Path.Combine(Folder, "data");
        SettingsFolder = Path.Combine(Folder, "appsettings");
        if (!Directory.Exists(SettingsFolder))
        {
            Installation.CopySettings(SettingsFolder);
        }

        Public = Client(Port);
        Console = Client(ConsolePort);
        Owners = Client(OwnersPort);
    }

    public string Folder { get; }

    public string Data { get; init; }

    public string SettingsFolder { get; init; }

    /// <summary>Settings that the processes of this Servepath get from their environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public int Port { get; } = Installation.FreePort();

    public int ConsolePort { get; } = Installation.FreePort();

    public int OwnersPort { get; private set; } = Installation.FreePort();

    public HttpClient Public { get; }

    public HttpClient Console { get; }

    public HttpClient Owners { get; private set; }

    public int ProcessId => process!.Id;

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public static async Task<RunningServepath> StartAsync(string? folder = null, params string[] options)
    {
        var servepath = new RunningServepath(folder);
        await servepath.LaunchAsync(options);
        return servepath;
    }

    public async Task LaunchAsync(params string[] options)
    {
        Begin(options);
        await Probe.UntilAsync("the process is ready", TimeSpan.FromSeconds(60), async () =>
        {
            if (process!.HasExited)
            {
                throw new InvalidOperationException($"it ended with {process.ExitCode}:\n{Output}");
            }

            using var answer = await Console.GetAsync("/readyz");
            return (answer.IsSuccessStatusCode, (int)answer.StatusCode + "\n" + Output);
        });
        var key = Path.Combine(Data, "owners.key");
        if (File.Exists(key))
        {
            Owners.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(key)).Trim());
        }
    }

    /// <summary>Writes go to the owners of another process of the same Servepath.</summary>
    public void UseOwnersOf(RunningServepath other) => (OwnersPort, Owners) = (other.OwnersPort, other.Owners);

    public void Begin(params string[] options) => process = Run(
        output,
        ["start", "--port", $"{Port}", "--console-port", $"{ConsolePort}", "--owners-port", $"{OwnersPort}", "--data", Data, "--settings", SettingsFolder, .. options]);

    /// <summary>As <see cref="Begin"/>, but through the script that people type.</summary>
    public void BeginScript(params string[] options) => process = Run(
        output,
        ["start", "--port", $"{Port}", "--console-port", $"{ConsolePort}", "--owners-port", $"{OwnersPort}", "--data", Data, "--settings", SettingsFolder, .. options],
        script: true);

    /// <summary>Runs a command of the operator's and waits for it.</summary>
    public Task<(int ExitCode, string Output)> CommandAsync(params string[] arguments) => CommandAsync(TimeSpan.FromSeconds(60), arguments);

    /// <summary>The same for commands that take long.</summary>
    public async Task<(int ExitCode, string Output)> CommandAsync(TimeSpan longest, params string[] arguments)
    {
        var said = new StringBuilder();
        using var command = Run(said, [.. arguments, "--data", Data, .. Addresses(arguments[0])]);
        using var limit = new CancellationTokenSource(longest);
        await command.WaitForExitAsync(limit.Token);
        command.WaitForExit();
        return (command.ExitCode, said.ToString());
    }

    public async Task<(int ExitCode, TimeSpan Took)> StopAsync(string signal = "TERM")
    {
        var begun = Stopwatch.GetTimestamp();
        await SignalAsync(process!.Id, signal);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, Stopwatch.GetElapsedTime(begun));
    }

    public async Task<(int ExitCode, string Output)> WaitForEndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process!.WaitForExitAsync(limit.Token);
        process.WaitForExit();
        return (process.ExitCode, Output);
    }

    public static async Task SignalAsync(int pid, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{pid}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Public.Dispose();
        Console.Dispose();
        Owners.Dispose();
        if (process is not null)
        {
            if (!process.HasExited)
            {
                await SignalAsync(process.Id, "TERM");
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                try
                {
                    await process.WaitForExitAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    process.Kill(entireProcessTree: true);
                }
            }

            process.Dispose();
        }

        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A file of a server that is just ending; the folder is temporary.
        }
    }

    private static HttpClient Client(int port) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        Timeout = TimeSpan.FromSeconds(10),
    };

    private Process Run(StringBuilder into, IEnumerable<string> arguments, bool script = false)
    {
        // What runs behind a shell's & ignores SIGINT, and so would its children.
        var start = script ? new ProcessStartInfo(Path.Combine(Installation.Root, "start"), arguments.Skip(1)) : new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Installation.Executable, .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Keep(string? line)
        {
            if (line is not null)
            {
                lock (into)
                {
                    into.AppendLine(line);
                }
            }
        }
    }

    private IEnumerable<string> Addresses(string command) => command is "import" or "import-reviews" or "sample"
        ? ["--owners-port", $"{OwnersPort}"]
        : ["--console-port", $"{ConsolePort}"];
}
