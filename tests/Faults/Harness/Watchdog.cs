using System.Diagnostics;

namespace Servepath.Tests.Faults;

/// <summary>
/// A shell in a session of its own that ends the servers it is told of, and removes their folder, as soon as the pipe to it
/// closes: when this is disposed, and also when this process is killed.
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    // PR_SET_PDEATHSIG will not do: it follows the thread that started the child, and pool threads end.
    private const string Script =
        """
        servers='' spaces=''
        while read -r word name; do
          case $word in
            server) servers="$servers $name" ;;
            ended) left=''; for one in $servers; do [ "$one" = "$name" ] || left="$left $one"; done; servers=$left ;;
            space) spaces="$spaces $name" ;;
          esac
        done
        [ -z "$servers" ] || kill -9 $servers
        for one in $spaces; do ip netns del "$one"; ip link del "${one}h"; done
        rm -rf "$1"
        """;

    private readonly Lock gate = new();
    private readonly Process shell;

    public Watchdog(string folder)
    {
        shell = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Script, "watchdog", folder]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        shell.ErrorDataReceived += static (_, _) => { };
        shell.BeginErrorReadLine();
    }

    public int ProcessId => shell.Id;

    public void Started(int server) => Say($"server {server}");

    /// <summary>The number may belong to another process from now on.</summary>
    public void Ended(int server) => Say($"ended {server}");

    /// <summary>A network namespace, and a link of the same name with an <c>h</c>, go too.</summary>
    public void Opened(string space) => Say($"space {space}");

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private void Say(string line)
    {
        lock (gate)
        {
            shell.StandardInput.WriteLine(line);
            shell.StandardInput.Flush();
        }
    }
}
