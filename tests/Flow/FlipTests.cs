namespace Servepath.Tests.Flow;

public class FlipTests(OneProcess process) : IClassFixture<OneProcess>
{
    private RunningServepath Servepath => process.Servepath;

    [Fact]
    public async Task Home_is_flipped_and_back_under_load_with_no_failed_request()
    {
        (await Servepath.ServedByAsync("/")).Should().StartWith("csp/");
        using var stop = new CancellationTokenSource();
        var failed = 0;
        var served = 0;
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var answer = await Servepath.Public.GetAsync("/", CancellationToken.None);
                Interlocked.Increment(ref served);
                if (!answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        })).ToArray();

        (await Servepath.CommandAsync("flip", "home", "ncsp")).ExitCode.Should().Be(0);
        (await Servepath.ServedByAsync("/")).Should().StartWith("ncsp/");
        await Servepath.IsServedByAsync("/search?q=mug", "csp");
        (await Servepath.CommandAsync("flip")).Output.Should().Contain("ncsp");
        (await Servepath.CommandAsync("flip", "home", "csp")).ExitCode.Should().Be(0);
        (await Servepath.ServedByAsync("/")).Should().StartWith("csp/");

        await stop.CancelAsync();
        await Task.WhenAll(load);
        served.Should().BeGreaterThan(0);
        failed.Should().Be(0);
    }

    [Theory]
    [InlineData("ncsp/search/database")]
    [InlineData("csp/reviews/database")]
    public async Task A_guard_can_be_switched_before_its_first_call(string guard)
    {
        (await Servepath.CommandAsync("switches")).Output.Should().Contain(guard);
    }

    [Fact]
    public async Task A_non_critical_page_is_never_sent_to_csp()
    {
        var (code, output) = await Servepath.CommandAsync("flip", "serving", "csp");
        code.Should().Be(2, output);
        output.Should().Contain("serving");
    }

    [Theory]
    [InlineData("flip", "nosuchpage", "ncsp")]
    [InlineData("flip", "home", "moon")]
    [InlineData("switch", "csp/product/realtime", "sideways")]
    [InlineData("fly", "", "")]
    public async Task A_wrong_command_says_so_in_a_line_and_exits_with_2(params string[] arguments)
    {
        var (code, output) = await Servepath.CommandAsync([.. arguments.Where(argument => argument.Length > 0)]);
        code.Should().Be(2, output);
        output.Trim().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_switched_off_realtime_cache_is_said_on_the_row_and_comes_back()
    {
        await Servepath.WholeProductAsync("flip-switch", "A thing behind a switch");
        (await Servepath.CommandAsync("switch", "ncsp/product/realtime", "off")).ExitCode.Should().Be(0);
        await Probe.UntilAsync("the row says what is stale", TimeSpan.FromSeconds(3), async () =>
        {
            var row = await Servepath.RowAsync("flip-switch");
            var stale = row.GetProperty("stale").EnumerateArray().Select(group => group.GetString()).ToArray();
            return (stale.Contains("price") && stale.Contains("stock"), string.Join(',', stale));
        });
        (await Servepath.CommandAsync("switches")).Output.Should().Contain("ncsp/product/realtime");
        (await Servepath.CommandAsync("switch", "ncsp/product/realtime", "auto")).ExitCode.Should().Be(0);
        await Probe.UntilAsync("nothing is stale", TimeSpan.FromSeconds(5), async () =>
        {
            var row = await Servepath.RowAsync("flip-switch");
            return (row.GetProperty("stale").GetArrayLength() == 0, row.GetProperty("stale").ToString());
        });
    }

    [Fact]
    public async Task The_trace_id_of_an_error_page_is_in_the_log()
    {
        string[] guards = ["csp/search/database", "ncsp/search/database"];
        foreach (var guard in guards)
        {
            (await Servepath.CommandAsync("switch", guard, "off")).ExitCode.Should().Be(0);
        }

        var trace = string.Empty;
        await Probe.UntilAsync("an unseen search is answered with an error page", TimeSpan.FromSeconds(5), async () =>
        {
            using var answer = await Servepath.Public.GetAsync($"/search?q=never-seen-{Guid.NewGuid():N}x");
            trace = System.Text.RegularExpressions.Regex.Match(await answer.Content.ReadAsStringAsync(), @"\b(?!never)[0-9a-f]{32}\b(?!x)").Value;
            return ((int)answer.StatusCode == 503 && trace.Length > 0, $"{(int)answer.StatusCode} {trace}");
        });
        await Probe.UntilAsync("the log has a line with it", TimeSpan.FromSeconds(5), () => Task.FromResult((Servepath.Output.Contains(trace, StringComparison.Ordinal), trace)));
        foreach (var guard in guards)
        {
            (await Servepath.CommandAsync("switch", guard, "auto")).ExitCode.Should().Be(0);
        }
    }
}
