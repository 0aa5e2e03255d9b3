using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Servepath.Tests.Browser;

/// <summary>
/// A headless Chromium whose tabs hide one another, as those of a shopper do. Playwright makes each of its pages believe
/// that it has the focus and is seen, so this one is spoken to directly (https://chromedevtools.github.io/devtools-protocol).
/// </summary>
internal sealed partial class Tabs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> asked = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly ClientWebSocket socket = new();
    private readonly string folder = Directory.CreateTempSubdirectory("servepath-tabs-").FullName;
    private readonly Process browser;
    private Task hearing = Task.CompletedTask;
    private int last;

    private Tabs(string executable) => browser = Process.Start(new ProcessStartInfo(
        executable,
        ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--remote-debugging-port=0", $"--user-data-dir={folder}", "about:blank"])
    {
        RedirectStandardError = true,
    })!;

    public static async Task<Tabs> StartAsync(string executable)
    {
        var tabs = new Tabs(executable);
        using var patience = new CancellationTokenSource(Patience);
        while (await tabs.browser.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } found)
            {
                await tabs.socket.ConnectAsync(new Uri(found.Groups[1].Value), patience.Token);

                // What it says is read to the end, or it would wait for a reader.
                tabs.hearing = Task.WhenAll(tabs.HearAsync(), tabs.browser.StandardError.ReadToEndAsync());
                return tabs;
            }
        }

        throw new InvalidOperationException("Chromium ended before it listened");
    }

    /// <summary>Opens a tab in front of all others.</summary>
    public async Task<Tab> OpenAsync(string address)
    {
        var target = (await AskAsync("Target.createTarget", new { url = address }, null)).GetProperty("targetId").GetString()!;
        var session = (await AskAsync("Target.attachToTarget", new { targetId = target, flatten = true }, null)).GetProperty("sessionId").GetString()!;
        return new(target, session);
    }

    /// <summary>Brings a tab in front of all others.</summary>
    public Task ShowAsync(Tab tab) => AskAsync("Target.activateTarget", new { targetId = tab.Target }, null);

    /// <summary>What an expression is in a tab, as text; null when it is nothing or fails.</summary>
    public async Task<string?> ReadAsync(Tab tab, string expression)
    {
        var answer = await AskAsync("Runtime.evaluate", new { expression = $"String({expression})", returnByValue = true }, tab.Session);
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value.GetString() : null;
    }

    /// <summary>Waits until an expression is what it should be.</summary>
    public Task SeeAsync(Tab tab, string expression, string wanted) => Probe.UntilAsync($"{expression} is {wanted}", Patience, async () =>
    {
        var now = await ReadAsync(tab, expression);
        return (now == wanted, now ?? "nothing");
    });

    public async ValueTask DisposeAsync()
    {
        browser.Kill(entireProcessTree: true);
        await browser.WaitForExitAsync();
        await hearing;
        socket.Dispose();
        sending.Dispose();
        browser.Dispose();
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A child that is just ending writes once more; the folder is temporary.
        }
    }

    private async Task<JsonElement> AskAsync(string method, object parameters, string? session)
    {
        var id = Interlocked.Increment(ref last);
        var answer = asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    private async Task HearAsync()
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } part)
            {
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    using var said = JsonDocument.Parse(message.ToArray());
                    Take(said.RootElement);
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException)
        {
            // The browser was closed.
        }
    }

    private void Take(JsonElement said)
    {
        if (said.TryGetProperty("id", out var id) && asked.TryRemove(id.GetInt32(), out var answer))
        {
            if (said.TryGetProperty("result", out var result))
            {
                answer.SetResult(result.Clone());
            }
            else
            {
                answer.SetException(new InvalidOperationException(said.GetRawText()));
            }
        }
    }

    [GeneratedRegex("DevTools listening on (ws:\\S+)")]
    private static partial Regex Listening();

    /// <summary>One tab.</summary>
    /// <param name="Target">Its name for the browser.</param>
    /// <param name="Session">The name of the talk with its page.</param>
    internal sealed record Tab(string Target, string Session);
}
