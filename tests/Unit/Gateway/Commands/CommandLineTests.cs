using Servepath.Gateway.Commands;
using Servepath.Gateway.Hosting;

namespace Servepath.Tests.Unit.Gateway.Commands;

public sealed class CommandLineTests
{
    private StartOptions? started;

    [Theory]
    [InlineData("fly")]
    [InlineData("flip home csp ncsp")]
    [InlineData("switch nonsense off")]
    [InlineData("switch csp/product/cache sideways")]
    [InlineData("switch")]
    [InlineData("import")]
    [InlineData("sample")]
    [InlineData("start --port 99999")]
    [InlineData("start --port eighty")]
    [InlineData("start --roles gateway,moon")]
    [InlineData("start --node-port moon=1")]
    [InlineData("start --demo maybe")]
    [InlineData("flip --console-port 0")]
    [InlineData("caches check one two")]
    [InlineData("caches check not,a=connection")]
    [InlineData("caches check 127.0.0.1:1")]
    public async Task A_wrong_command_line_exits_with_2_and_one_line(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));

        code.Should().Be(2);
        output.Should().BeEmpty();
        error.Trim().Split('\n').Should().ContainSingle().Which.Should().StartWith("servepath: ");
        started.Should().BeNull();
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("flip home ncsp")]
    [InlineData("switches")]
    [InlineData("domains plan")]
    [InlineData("status")]
    [InlineData("caches nodes")]
    [InlineData("caches check")]
    public async Task A_server_that_is_not_running_is_named_in_one_line(string line)
    {
        var (code, _, error) = await RunAsync([.. line.Split(' '), "--console-port", "1", "--data", "/nowhere/at/all"]);

        code.Should().Be(2);
        error.Should().Be("servepath: Servepath is not running on 127.0.0.1:1 (start it with ./start)" + Environment.NewLine);
    }

    [Theory]
    [InlineData("import feed.tsv")]
    [InlineData("import-reviews reviews.tsv")]
    [InlineData("sample remove")]
    public async Task Owners_that_are_not_running_are_named_in_one_line(string line)
    {
        var (code, _, error) = await RunAsync([.. line.Split(' '), "--owners-port", "1", "--data", "/nowhere/at/all"]);

        code.Should().Be(2);
        error.Should().Contain("is not running on 127.0.0.1:1");
    }

    [Fact]
    public async Task Start_is_given_what_was_asked_for()
    {
        var (code, _, _) = await RunAsync(["start", "--roles", "gateway,csp", "--port", "80", "--console-port", "81", "--owners-port", "82", "--node-port", "csp=9001", "--data", "d", "--settings", "s", "--demo", "off", "--log", "json"]);

        code.Should().Be(0);
        started.Should().BeEquivalentTo(new StartOptions
        {
            Roles = Roles.Gateway | Roles.Csp,
            Port = 80,
            ConsolePort = 81,
            OwnersPort = 82,
            NodePorts = new Dictionary<string, int> { ["csp"] = 9001 },
            Data = Path.GetFullPath("d"),
            Settings = Path.GetFullPath("s"),
            Demo = false,
            Log = LogForm.Json,
        });
    }

    [Fact]
    public async Task Start_alone_runs_every_role_on_the_usual_ports()
    {
        await RunAsync(["start"]);

        started.Should().BeEquivalentTo(new { Roles = Roles.All, Port = 8080, ConsolePort = 8081, OwnersPort = 8082, Demo = true, Log = LogForm.Text });
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    public async Task Help_lists_the_commands(string line)
    {
        var (code, output, _) = await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        code.Should().Be(0);
        output.Should().ContainAll("start", "flip", "switch", "switches", "domains", "status", "import", "import-reviews", "sample");
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(arguments, StartAsync, new Terminal(output, error));
        return (code, output.ToString(), error.ToString());
    }

    private Task<int> StartAsync(StartOptions options, CancellationToken cancellationToken)
    {
        started = options;
        return Task.FromResult(0);
    }
}
