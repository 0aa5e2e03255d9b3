namespace Servepath.Bench.Live;

/// <summary>Pages that are open: a stream each, at a node, every page from an address of its own as the gateway would say it.</summary>
internal sealed class OpenPages : IAsyncDisposable
{
    private readonly HttpClient client;
    private readonly CancellationTokenSource closing = new();
    private readonly List<OpenPage> pages = [];
    private readonly List<Task> reading = [];
    private int broken;

    private OpenPages(Uri node) => client = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseCookies = false }) { BaseAddress = node, Timeout = Timeout.InfiniteTimeSpan };

    public int Count => pages.Count;

    /// <summary>Streams that ended although nobody closed them.</summary>
    public int Broken => broken;

    /// <summary>Opens so many pages, each with products drawn at random, one in ten with the hot one in place of one of them.</summary>
    public static async Task<OpenPages> OpenAsync(Uri node, int count, int productsOfPage, int products, int hot, int seed, ChangeLedger ledger)
    {
        var open = new OpenPages(node);
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var drawn = new HashSet<int>();
            if (i % 10 == 0)
            {
                drawn.Add(hot);
            }

            while (drawn.Count < productsOfPage)
            {
                drawn.Add(random.Next(products));
            }

            open.pages.Add(new(i, [.. drawn]));
        }

        foreach (var some in open.pages.Chunk(50))
        {
            await Task.WhenAll(some.Select(page => open.OpenAsync(page, ledger)));
        }

        return open;
    }

    /// <summary>Pages that were told of all their products.</summary>
    public int CountWhole() => pages.Count(static page => page.IsWhole);

    /// <summary>What became of all that was written.</summary>
    public Outcome Against(ChangeLedger ledger)
    {
        var lookers = pages.SelectMany(static page => page.Products, static (page, product) => (page, product)).ToLookup(static one => one.product, static one => one.page);
        var (wanted, overtaken, lost, took) = (0, 0, 0, new List<double>());
        foreach (var change in ledger.Wanted)
        {
            foreach (var page in lookers[change.Product])
            {
                wanted++;
                if (page.SeenAt(change) is { } at)
                {
                    took.Add(change.MsAfterAnswer(at));
                }
                else if (page.IsBeyond(change))
                {
                    overtaken++;
                }
                else
                {
                    lost++;
                }
            }
        }

        return new(wanted, took.Count, overtaken, lost, took);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(reading);
        client.Dispose();
        closing.Dispose();
    }

    private async Task OpenAsync(OpenPage page, ChangeLedger ledger)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/live?region=northeast&ids=" + string.Join(',', page.Products.Select(ManyProducts.Id)));
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("X-Forwarded-For", $"10.0.{page.Number / 250}.{page.Number % 250}");
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closing.Token);
        answer.EnsureSuccessStatusCode();
        var task = ReadAsync(page, answer, ledger);
        lock (reading)
        {
            reading.Add(task);
        }
    }

    private async Task ReadAsync(OpenPage page, HttpResponseMessage answer, ChangeLedger ledger)
    {
        using (answer)
        {
            try
            {
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(closing.Token));
                while (await lines.ReadLineAsync(closing.Token) is { } line)
                {
                    if (line.StartsWith("data: {\"id\"", StringComparison.Ordinal))
                    {
                        page.Take(line.AsMemory(6), ledger);
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
            {
                // Closed by us, or broken, which is counted below.
            }
        }

        if (!closing.IsCancellationRequested)
        {
            Interlocked.Increment(ref broken);
        }
    }
}
