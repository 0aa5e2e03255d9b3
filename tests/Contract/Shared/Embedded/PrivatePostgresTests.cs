using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Servepath.Embedded;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Shared.Embedded;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("servepath-postgres-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_starts_keeps_its_data_and_stops_within_five_seconds_wherever_its_folder_lies(bool othersMayEnter)
    {
        if (othersMayEnter)
        {
            PostgresServer.OpenToOthers(folder);
        }

        await using (var server = await StartAsync())
        {
            await ExecuteAsync(server, "create table kept (n int); insert into kept values (42)");
        }

        (await ResidentsAsync()).Should().BeEmpty();
        var clock = Stopwatch.StartNew();
        var second = await StartAsync();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(3));
        (await ExecuteAsync(second, "select n from kept")).Should().Be(42);
        clock.Restart();
        await second.DisposeAsync();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_folder_that_others_may_no_longer_enter_keeps_working()
    {
        PostgresServer.OpenToOthers(folder);
        await using (var server = await StartAsync())
        {
            await ExecuteAsync(server, "create table kept (n int); insert into kept values (42)");
        }

        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        await using var again = await StartAsync();
        (await ExecuteAsync(again, "select n from kept")).Should().Be(42);
    }

    [Fact]
    public async Task A_killed_server_is_back_within_two_seconds_even_while_a_query_runs()
    {
        await using var server = await StartAsync();
        await ExecuteAsync(server, "create table kept (n int); insert into kept values (42)");
        var busy = ExecuteAsync(server, "select 1 from pg_sleep(60)");
        await Probe.UntilAsync("the query runs", async () => await ExecuteAsync(server, "select count(*)::int from pg_stat_activity where query like '%pg_sleep(60)' and pid <> pg_backend_pid()") is 1);

        var clock = Stopwatch.StartNew();
        Kill(Postmaster());
        await Probe.UntilAsync("the server is back with its data", async () => await ExecuteAsync(server, "select n from kept") is 42);

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        await busy.Invoking(query => query).Should().ThrowAsync<NpgsqlException>();
        await Probe.UntilAsync("it says that it is ready", () => server.IsReady);
    }

    [Fact]
    public async Task A_stale_pid_file_that_names_a_living_stranger_does_not_stop_the_start()
    {
        await using (await StartAsync())
        {
        }

        var pidFile = Directory.EnumerateDirectories(Path.Combine(folder.FullName, "postgres")).Select(data => Path.Combine(data, "postmaster.pid")).Single();
        await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n{Path.GetDirectoryName(pidFile)}\n1\n5432\n/tmp\n\n\nready   \n");

        await using var server = await StartAsync();
        (await ExecuteAsync(server, "select 1")).Should().Be(1);
    }

    [Fact]
    public async Task A_server_that_a_killed_process_left_running_is_stopped_by_the_next_start()
    {
        PostgresServer.OpenToOthers(folder);
        string binaries;
        await using (var server = await StartAsync())
        {
            binaries = Path.GetDirectoryName((await ExecuteAsync(server, "select setting from pg_config where name = 'BINDIR'"))!.ToString() + "/")!;
        }

        var data = Directory.EnumerateDirectories(Path.Combine(folder.FullName, "postgres")).Single();
        string[] account = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
        string[] command = [.. account, Path.Combine(binaries, "postgres"), "-D", data, "-c", "listen_addresses=", "-c", $"unix_socket_directories={Path.GetDirectoryName(data)}"];
        using var leftover = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true })!;
        await Probe.UntilAsync("the leftover is up", () => File.ReadAllText(Path.Combine(data, "postmaster.pid")).Contains("ready"));

        await using var next = await StartAsync();

        (await ExecuteAsync(next, "select 1")).Should().Be(1);
        leftover.HasExited.Should().BeTrue();
    }

    [Fact]
    public async Task A_second_process_is_refused_the_folder_and_told_why()
    {
        await using var server = await StartAsync();
        var second = () => StartAsync();
        (await second.Should().ThrowAsync<PrivatePostgresException>()).WithMessage("*another process uses it*");
        (await ExecuteAsync(server, "select 1")).Should().Be(1);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_no_hindrance()
    {
        var deep = folder.CreateSubdirectory(new string('d', 60)).CreateSubdirectory(new string('e', 60));
        await using var server = await PrivatePostgres.StartAsync(new(deep.FullName), NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        (await ExecuteAsync(server, "select 1")).Should().Be(1);
    }

    private Task<PrivatePostgres> StartAsync() =>
        PrivatePostgres.StartAsync(new(folder.FullName), NullLogger.Instance, TimeProvider.System, CancellationToken.None);

    private static async Task<object?> ExecuteAsync(PrivatePostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString() + ";Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private int Postmaster()
    {
        var data = Directory.EnumerateDirectories(Path.Combine(folder.FullName, "postgres")).Single();
        return int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First());
    }

    private Task<IReadOnlyList<int>> ResidentsAsync() =>
        Task.FromResult(Residents.Of(Directory.EnumerateDirectories(Path.Combine(folder.FullName, "postgres")).Single()));

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }
}
