using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Servepath.Domains.Offers;
using Servepath.Pages.Storefront.Live;
using Servepath.Serving.Reading;

namespace Servepath.Tests.Unit.Pages.Storefront.Live;

/// <summary>A node's live pages over rows from a dictionary, a watch that signals what the test says, and a clock of its own.</summary>
internal sealed class LiveUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddLogging().AddProblemDetails().BuildServiceProvider();

    public LiveUnderTest(LiveSettings? settings = null)
    {
        Places = new(settings ?? new(100, 50));
        Metrics = new(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), Places, "ncsp");
        Offers = new(Rows, Watch, Metrics, Time, Lifetime, NullLogger<LiveOffers>.Instance);
        Offers.StartAsync(default);
    }

    public FakeRows Rows { get; } = new();

    public SignalledRows Watch { get; } = new();

    public FakeTimeProvider Time { get; } = new(Samples.Now);

    public LifetimeOfATest Lifetime { get; } = new();

    public LivePlaces Places { get; }

    public LiveMetrics Metrics { get; }

    public LiveOffers Offers { get; }

    public void Put(string id, long revision, Offer offer) => Rows.Add(FakeRow.Product(id, Samples.Details(), offer, revision: revision));

    public void Change(string id, long revision, Offer offer)
    {
        Put(id, revision, offer);
        Watch.Signal(id);
    }

    public static OfferMark MarkOf(Offer offer, long revision) => OfferMark.Of(revision, ShownOffer.From(offer, []));

    /// <summary>Asks for <c>/live</c> as a browser would.</summary>
    public OpenPage Open(string ids, string? lastEventId = null, string region = "northeast", string? address = null, Stream? body = null)
    {
        var context = Rendered.Context("/live", $"?ids={ids}&region={region}");
        var leaving = new CancellationTokenSource();
        context.RequestServices = services;
        context.RequestAborted = leaving.Token;
        context.Response.Body = body ?? new SentBytes();
        if (lastEventId is not null)
        {
            context.Request.Headers["Last-Event-ID"] = lastEventId;
        }

        if (address is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = new StringValues(address);
        }

        var result = LivePage.Get(region, context, new(Rendered.Network), Places, Metrics, Offers).Result;
        return new(context, leaving, result.ExecuteAsync(context));
    }

    public async ValueTask DisposeAsync()
    {
        Lifetime.StopApplication();
        await Offers.StopAsync(default);
        Offers.Dispose();
        Metrics.Dispose();
        await services.DisposeAsync();
    }
}

/// <summary>A page that has asked.</summary>
internal sealed record OpenPage(DefaultHttpContext Context, CancellationTokenSource Leaving, Task Run)
{
    public int Status => Context.Response.StatusCode;

    public string Text => ((SentBytes)Context.Response.Body).Text;

    /// <summary>The data of each offer told so far.</summary>
    public IReadOnlyList<string> Told => [.. Text.Split('\n').Where(line => line.StartsWith("data: {\"id\"", StringComparison.Ordinal)).Select(line => line[6..])];

    /// <summary>Up to where it was told everything.</summary>
    public string? Position => Text.Split('\n').LastOrDefault(line => line.StartsWith("id: ", StringComparison.Ordinal))?[4..];

    public Task SeeAsync(string text) => Wait.UntilAsync(() => Text.Contains(text, StringComparison.Ordinal), $"'{text}' is to be told", () => Text);

    public Task OpenedAsync() => SeeAsync("\nid: ");

    public async Task LeaveAsync()
    {
        await Leaving.CancelAsync();
        await Run;
    }
}

/// <summary>What was sent, which may be looked at while more is.</summary>
internal sealed class SentBytes : MemoryStream
{
    private readonly Lock writing = new();

    public string Text
    {
        get
        {
            lock (writing)
            {
                return System.Text.Encoding.UTF8.GetString(ToArray());
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (writing)
        {
            base.Write(buffer, offset, count);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (writing)
        {
            base.Write(buffer.Span);
        }

        return default;
    }
}

/// <summary>A browser that does not read: what is sent stands in its way.</summary>
internal sealed class StuckBytes : MemoryStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}

/// <summary>A watch over one domain that signals what is added, and what the test says.</summary>
internal sealed class SignalledRows : IRowWatch, IWatchedRows
{
    private readonly System.Threading.Channels.Channel<string> signals = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, DateTimeOffset?> moments = new();

    public IEnumerable<string> Watched => moments.Keys;

    public int Count => moments.Count;

    public IWatchedRows Open(string domain) => this;

    public DateTimeOffset? MomentOf(string key) => moments.GetValueOrDefault(key);

    public void Signal(string key) => signals.Writer.TryWrite(key);

    public void Add(string key)
    {
        moments.TryAdd(key, null);
        Signal(key);
    }

    public void Remove(string key) => moments.TryRemove(key, out _);

    public void WakeAt(string key, DateTimeOffset? moment) => moments[key] = moment;

    public async ValueTask<IReadOnlyList<string>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        var taken = new List<string> { await signals.Reader.ReadAsync(cancellationToken) };
        while (taken.Count < most && signals.Reader.TryRead(out var more))
        {
            taken.Add(more);
        }

        return taken;
    }

    public void Dispose() => signals.Writer.TryComplete();
}

/// <summary>A host that stops when the test says so.</summary>
internal sealed class LifetimeOfATest : IHostApplicationLifetime
{
    private readonly CancellationTokenSource stopping = new();

    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => stopping.Token;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => stopping.Cancel();
}
