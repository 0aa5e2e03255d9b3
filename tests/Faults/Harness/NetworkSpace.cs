using System.Diagnostics;
using System.Net;

namespace Servepath.Tests.Faults;

/// <summary>
/// A network namespace with one cable into it. With the cable pulled, packets of both sides vanish without a word, as when a
/// switch dies: nothing is refused, nothing is reset. Not thread-safe.
/// </summary>
internal sealed class NetworkSpace
{
    private NetworkSpace(string name, IPAddress outside, IPAddress inside) => (Name, Outside, Inside) = (name, outside, inside);

    public string Name { get; }

    /// <summary>This machine's end of the cable.</summary>
    public IPAddress Outside { get; }

    /// <summary>The far end.</summary>
    public IPAddress Inside { get; }

    /// <summary>Why it cannot be had here; null when it can.</summary>
    public static async Task<string?> RefusalAsync()
    {
        try
        {
            var name = NewName();
            await RunAsync("ip", "netns", "add", name);
            await RunAsync("ip", "netns", "del", name);
            return null;
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"no network namespace can be made here, so no node can be cut off: {refused.Message}";
        }
    }

    public static async Task<NetworkSpace> OpenAsync(Watchdog watchdog)
    {
        var name = NewName();
        watchdog.Opened(name);
        var host = name + "h";
        var net = $"10.{Random.Shared.Next(200, 250)}.{Random.Shared.Next(256)}";
        var space = new NetworkSpace(name, IPAddress.Parse(net + ".1"), IPAddress.Parse(net + ".2"));
        await RunAsync("ip", "netns", "add", name);
        await RunAsync("ip", "link", "add", host, "type", "veth", "peer", "name", "far", "netns", name);
        await RunAsync("ip", "addr", "add", $"{space.Outside}/30", "dev", host);
        await RunAsync("ip", "link", "set", host, "up");
        await RunAsync("ip", "-n", name, "addr", "add", $"{space.Inside}/30", "dev", "far");
        await RunAsync("ip", "-n", name, "link", "set", "far", "up");
        await RunAsync("ip", "-n", name, "link", "set", "lo", "up");

        // A neighbour that is known for good is not asked for: without this the kernel would soon say "no route".
        var far = (await RunAsync("ip", "netns", "exec", name, "cat", "/sys/class/net/far/address")).Trim();
        await RunAsync("ip", "neigh", "replace", $"{space.Inside}", "lladdr", far, "dev", host, "nud", "permanent");
        return space;
    }

    public Task PullAsync() => RunAsync("ip", "-n", Name, "link", "set", "far", "down");

    public Task PlugAsync() => RunAsync("ip", "-n", Name, "link", "set", "far", "up");

    private static string NewName() => $"sp{Environment.ProcessId}x{Random.Shared.Next(1000)}";

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {(await errors).Trim()}");
    }
}
