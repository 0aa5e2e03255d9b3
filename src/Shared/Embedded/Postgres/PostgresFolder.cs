using Microsoft.Extensions.Logging;

namespace Servepath.Embedded;

/// <summary>The folder of one private server, locked by this process: what lies in it, how it is made, how a server starts on it.</summary>
internal sealed class PostgresFolder : IDisposable
{
    public const int Port = 5432;
    public const string Superuser = "servepath";
    public const string PidFile = "postmaster.pid";

    // 107 bytes is the most that a socket address holds; the name in the folder takes 14.
    private const int LongestSocketFolder = 107 - 14 - 1;

    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly string folder;
    private readonly FileStream claim;
    private readonly PostgresAccount account;
    private readonly PostgresBinaries binaries;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly bool socketElsewhere;

    private PostgresFolder(string folder, FileStream claim, PostgresAccount account, PostgresBinaries binaries, string socketFolder, ILogger logger, TimeProvider time)
    {
        this.folder = folder;
        this.claim = claim;
        this.account = account;
        this.binaries = binaries;
        this.logger = logger;
        this.time = time;
        SocketFolder = socketFolder;
        socketElsewhere = socketFolder != folder;
    }

    public int Major => binaries.Major;

    public string Data => Path.Combine(folder, $"{binaries.Major}");

    public string SocketFolder { get; }

    /// <summary>Claims the folder below <paramref name="dataFolder"/>, and makes the server's files when there are none.</summary>
    public static async Task<PostgresFolder> OpenAsync(string dataFolder, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetFullPath(dataFolder), "postgres");
        var claim = await ClaimAsync(path, time, cancellationToken);
        try
        {
            var binaries = await PostgresBinaries.FindAsync(path, cancellationToken);
            var account = PostgresAccount.For(Path.GetDirectoryName(path)!);
            var real = await SettleAsync(path, account, cancellationToken);
            var socketFolder = real.Length <= LongestSocketFolder ? real : await SettleAsync(Directory.CreateTempSubdirectory("servepath-").FullName, account, cancellationToken);
            var opened = new PostgresFolder(real, claim, account, binaries, socketFolder, logger, time);
            await opened.CreateAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server and waits until it takes connections.</summary>
    public async Task<PostgresProcess> StartServerAsync(CancellationToken cancellationToken)
    {
        await Residents.ClearAsync(Data, logger, time, cancellationToken);
        // Nobody lives here any more, so that the file is stale whoever has its number now.
        File.Delete(Path.Combine(Data, PidFile));
        var process = new PostgresProcess([.. account.Prefix, binaries.Postgres, "-D", Data, .. PostgresSettings.For(SocketFolder)], logger);
        try
        {
            await BecomesReadyAsync(process, cancellationToken);
            return process;
        }
        catch
        {
            await process.StopAsync(time);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Gives the folder to whoever comes next.</summary>
    public void Dispose()
    {
        claim.Dispose();
        if (socketElsewhere)
        {
            Directory.Delete(SocketFolder, recursive: true);
        }
    }

    // The lock is the kernel's: it ends with the process, however it ends.
    private static async Task<FileStream> ClaimAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(path);
                return new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException)
            {
                throw new PrivatePostgresException($"The folder {path} belongs to another user. Start as that user, or choose another data folder.");
            }
            catch (IOException) when (time.GetElapsedTime(began) < LockPatience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }
            catch (IOException failure)
            {
                throw new PrivatePostgresException($"The folder {path} cannot be claimed: another process uses it, or it cannot be written ({failure.Message}). Stop that process, or choose another data folder.");
            }
        }
    }

    /// <summary>Makes the folder the account's, its alone to enter.</summary>
    /// <returns>Its path without symbolic links, as /proc shows it.</returns>
    private static async Task<string> SettleAsync(string path, PostgresAccount account, CancellationToken cancellationToken)
    {
        const string Script =
            """
            set -e
            chmod 700 "$1"
            if [ -n "$2" ] && [ "$(stat -c %u:%g "$1")" != "$2" ]; then chown -R "$2" "$1"; fi
            cd "$1"
            pwd -P
            """;
        return await MustRunAsync("prepare the folder", ["sh", "-c", Script, "settle", path, account.Owner], null, cancellationToken);
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Data))
        {
            return;
        }

        PostgresLog.Creating(logger, Major, folder);
        // Under another name until it is whole, so that an interrupted start leaves nothing that looks like data.
        var unfinished = $"{Data}.unfinished";
        await Residents.ClearAsync(unfinished, logger, time, cancellationToken);
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        // Collation C compares bytes, which is fast and never changes; the character type knows letters of all scripts.
        await MustRunAsync(
            "make the database files",
            [.. account.Prefix, binaries.InitDb, "-D", unfinished, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "--no-instructions"],
            null,
            cancellationToken);
        await MustRunAsync(
            "make the database",
            [.. account.Prefix, binaries.Postgres, "--single", "-D", unfinished, "postgres"],
            $"create database {PrivatePostgres.Database}\n",
            cancellationToken);
        Directory.Move(unfinished, Data);
    }

    private async Task BecomesReadyAsync(PostgresProcess process, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!SaysReady())
        {
            if (process.Exited.IsCompleted)
            {
                throw new PrivatePostgresException($"PostgreSQL {Major} in {Data} does not start (exit code {await process.Exited}): {process.LastWords}");
            }

            if (time.GetElapsedTime(began) > StartPatience)
            {
                throw new PrivatePostgresException($"PostgreSQL {Major} in {Data} did not come up within {StartPatience.TotalSeconds:0} s: {process.LastWords}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        }
    }

    // The server writes its state into the eighth line of its pid file; pg_ctl waits for the same word.
    private bool SaysReady()
    {
        try
        {
            return File.ReadLines(Path.Combine(Data, PidFile)).ElementAtOrDefault(7)?.TrimEnd() == "ready";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<string> MustRunAsync(string what, IReadOnlyList<string> command, string? input, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Command.RunAsync(command, input, cancellationToken);
        return exitCode == 0
            ? output
            : throw new PrivatePostgresException($"Could not {what} of the private PostgreSQL: '{string.Join(' ', command.Take(3))} …' answered {exitCode}: {output}");
    }
}
