using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Servepath.Kernel;
using Servepath.Pages.Storefront.Live;
using Servepath.Serving.Reading;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class LiveStreamTests : IDisposable
{
    private readonly FakeRows rows = new();
    private readonly FakeWatch watch = new();
    private readonly FakeTimeProvider time = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly DefaultHttpContext context = Rendered.Context("/products/lamp-1/live");
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LiveStreams streams;

    public LiveStreamTests()
    {
        streams = new(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "ncsp");
        Put(10, "$99.50");
    }

    public void Dispose()
    {
        streams.Dispose();
        services.Dispose();
        stopping.Dispose();
    }

    [Fact]
    public async Task One_who_has_nothing_is_told_the_present_state_and_then_each_change()
    {
        var run = Open(last: null);
        await SeeAsync("\"pay_text\":\"$99.50\"");
        Put(11, "$89.00");
        watch.Signal();
        await SeeAsync("\"pay_text\":\"$89.00\"");
        await stopping.CancelAsync();
        await run;

        var blocks = Rendered.Text(context).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        blocks.Should().HaveCount(3);
        blocks[1].Should().StartWith("id: 10-").And.Contain("\nevent: offer\ndata: {\"revision\":10,\"stale\":[],\"currency\":\"USD\"");
        blocks[2].Should().StartWith("id: 11-");
    }

    [Fact]
    public async Task One_who_has_the_present_state_is_told_only_what_follows()
    {
        var run = Open(last: CurrentId());
        Put(11, "$89.00");
        watch.Signal();
        await SeeAsync("$89.00");
        await stopping.CancelAsync();
        await run;

        Rendered.Text(context).Should().NotContain("$99.50");
    }

    [Fact]
    public async Task An_older_state_is_never_told_to_one_who_has_a_newer()
    {
        var run = Open(last: "12-00000000");
        watch.Signal();
        Put(13, "$79.00");
        watch.Signal();
        await SeeAsync("$79.00");
        await stopping.CancelAsync();
        await run;

        Rendered.Text(context).Should().NotContain("$99.50");
    }

    [Fact]
    public async Task An_offer_that_changes_by_the_clock_alone_is_told()
    {
        var run = Open(last: CurrentId());
        Put(10, "$49.00");
        watch.Signal();
        await SeeAsync("$49.00");
        await stopping.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_quiet_stream_is_kept_alive_every_five_seconds()
    {
        var run = Open(last: null);
        await SeeAsync("event: offer");
        time.Advance(TimeSpan.FromSeconds(5));
        await SeeAsync("event: ping");
        await stopping.CancelAsync();
        await run;
    }

    [Fact]
    public async Task It_ends_when_the_product_is_taken_away_and_gives_its_place_back()
    {
        var run = Open(last: null);
        await SeeAsync("event: offer");
        rows.Rows.Clear();
        watch.Signal();
        await run;

        Enumerable.Range(0, LiveStreams.Most).All(_ => streams.TryOpen()).Should().BeTrue();
        streams.TryOpen().Should().BeFalse("the node keeps no more than its limit");
    }

    private Task Open(string? last)
    {
        streams.TryOpen().Should().BeTrue();
        return new LiveStream("lamp-1", "northeast", last, rows, watch, streams, time, stopping.Token).ExecuteAsync(context);
    }

    private string CurrentId()
    {
        var row = rows.Rows[("product", "lamp-1")];
        return OfferEvent.Id(row.Revision, row.View("offer", "northeast"), row.Stale);
    }

    private void Put(long revision, string pay) =>
        rows.Add(FakeRow.Product("lamp-1", Samples.Details(), Samples.OnSale with { PayText = pay }, revision: revision));

    private async Task SeeAsync(string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!Rendered.Text(context).Contains(text, StringComparison.Ordinal))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"'{text}' was not sent; what was: {Rendered.Text(context)}");
            }

            await Task.Yield();
        }
    }

    private sealed class FakeWatch : IRowWatch
    {
        private readonly Channel<bool> signals = Channel.CreateUnbounded<bool>();

        public void Signal() => signals.Writer.TryWrite(true);

        public async IAsyncEnumerable<IReadOnlyList<string>> WatchAsync(
            string domain, IReadOnlyList<string> keys, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var _ in signals.Reader.ReadAllAsync(cancellationToken))
            {
                yield return keys;
            }
        }
    }
}
