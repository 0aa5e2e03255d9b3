using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Servepath.Tests.Flow;

/// <summary>Start, stop, kill and wrong settings.</summary>
public class LifeTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_everything_within_five_seconds_and_a_flip_survives(string signal)
    {
        await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off");
        (await servepath.CommandAsync("flip", "home", "ncsp")).ExitCode.Should().Be(0);
        var database = await DatabaseProcessAsync(servepath);
        Alive(database).Should().BeTrue("there is a private PostgreSQL to stop");

        var (code, took) = await servepath.StopAsync(signal);
        code.Should().Be(0, servepath.Output);
        took.Should().BeLessThan(TimeSpan.FromSeconds(5));
        Alive(database).Should().BeFalse("the private PostgreSQL stops with the process");

        await servepath.LaunchAsync("--demo", "off");
        (await servepath.ServedByAsync("/")).Should().StartWith("ncsp/");
    }

    [Fact]
    public async Task An_open_stream_ends_in_order_and_does_not_hold_up_a_stop()
    {
        await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off");
        await servepath.WholeProductAsync("life-stream", "Watched to the end");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products/life-stream/live");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await servepath.Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        string? line;
        do
        {
            line = await stream.ReadLineAsync();
        }
        while (line?.StartsWith("event: offer", StringComparison.Ordinal) == false);

        line.Should().NotBeNull("the stream is open and tells the present state");
        var rest = stream.ReadToEndAsync();
        var (code, took) = await servepath.StopAsync();

        code.Should().Be(0, servepath.Output);
        took.Should().BeLessThan(TimeSpan.FromSeconds(3));
        await rest.Invoking(async end => await end).Should().NotThrowAsync("a browser sees an end, not a broken connection");
    }

    [Fact]
    public async Task A_killed_process_leaves_nothing_that_keeps_the_next_start_from_working()
    {
        await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off");
        await servepath.WholeProductAsync("life-kill", "Survives a kill");
        await servepath.StopAsync("KILL");
        await servepath.LaunchAsync("--demo", "off");
        await servepath.PageShowsAsync("/products/life-kill", "Survives a kill", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_private_database_that_dies_is_back_within_two_seconds_and_pages_go_on()
    {
        await using var servepath = await RunningServepath.StartAsync(null, "--demo", "off");
        await servepath.WholeProductAsync("life-database", "Outlives its database");
        await RunningServepath.SignalAsync(await DatabaseProcessAsync(servepath), "KILL");
        for (var i = 0; i < 20; i++)
        {
            (await servepath.ServedByAsync("/products/life-database")).Should().StartWith("ncsp/");
        }

        var back = await Probe.UntilAsync("a write is taken again", TimeSpan.FromSeconds(10), async () =>
        {
            using var answer = await servepath.Owners.PutAsync(
                "/api/catalog/products/life-database",
                new StringContent("""{"id":"life-database","title":"Written after the crash","source":"api"}""", Encoding.UTF8, "application/json"));
            return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        });
        back.Should().BeLessThan(TimeSpan.FromSeconds(4), "restart within 2 s, recovery, and reconnection");
        await servepath.PageShowsAsync("/products/life-database", "Written after the crash", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_bad_configuration_stops_the_start_and_lists_every_mistake()
    {
        await using var servepath = new RunningServepath();
        var domain = Path.Combine(servepath.SettingsFolder, "domains", "product.json");
        var product = JsonNode.Parse(await File.ReadAllTextAsync(domain))!;
        product["groups"]!["stock"]!["class"] = "sometimes";
        product["groups"]!["price"]!["id"] = 1;
        await File.WriteAllTextAsync(domain, product.ToJsonString());
        var routes = Path.Combine(servepath.SettingsFolder, "routes.json");
        var pages = JsonNode.Parse(await File.ReadAllTextAsync(routes))!;
        pages["pages"]![0]!["path_class"] = "vital";
        await File.WriteAllTextAsync(routes, pages.ToJsonString());

        servepath.Begin("--demo", "off");
        var (code, output) = await servepath.WaitForEndAsync();
        code.Should().Be(2, output);
        output.Should().Contain("product.json").And.Contain("groups.stock.class").And.Contain("groups.price.id").And.Contain("routes.json").And.Contain("path_class");
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var servepath = new RunningServepath();
        using var squatter = new TcpListener(System.Net.IPAddress.Loopback, servepath.OwnersPort);
        squatter.Start();
        servepath.Begin("--demo", "off");
        var (code, output) = await servepath.WaitForEndAsync();
        code.Should().Be(2, output);
        output.Should().Contain($"{servepath.OwnersPort}").And.Contain("--owners-port");
    }

    [Fact]
    public async Task Every_wrong_role_and_number_is_refused()
    {
        await using var servepath = new RunningServepath();
        servepath.Begin("--roles", "gateway,moon");
        var (code, output) = await servepath.WaitForEndAsync();
        code.Should().Be(2, output);
        output.Should().Contain("moon");
    }

    private static async Task<int> DatabaseProcessAsync(RunningServepath servepath)
    {
        var file = Directory.EnumerateFiles(servepath.Data, "postmaster.pid", SearchOption.AllDirectories).Single();
        return int.Parse((await File.ReadAllLinesAsync(file))[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool Alive(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(' ')[2] is not "Z";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
