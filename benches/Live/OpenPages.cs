using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Servepath.Bench.Live;

/// <summary>Pages that are open: a stream each, at a node, every page from an address of its own as the gateway would say it.</summary>
internal sealed class OpenPages : IAsyncDisposable
{
    private readonly HttpClient client;
    private readonly CancellationTokenSource closing = new();
    private readonly List<Page> pages = [];
    private readonly List<Task> reading = [];
    private int broken;

    private OpenPages(Uri node) => client = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, UseCookies = false }) { BaseAddress = node, Timeout = Timeout.InfiniteTimeSpan };

    public int Count => pages.Count;

    /// <summary>Streams that ended although nobody closed them.</summary>
    public int Broken => broken;

    /// <summary>On how many pages each product is.</summary>
    public IReadOnlyDictionary<int, int> PagesByProduct =>
        pages.SelectMany(page => page.Products).GroupBy(product => product).ToDictionary(group => group.Key, group => group.Count());

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

    /// <summary>How many products on pages do not say what was written last.</summary>
    public int CountBehind(ChangeLedger ledger)
    {
        var last = ledger.Last.ToLookup(change => change.Product);
        return pages.Sum(page => page.Products.Sum(product => last[product].Count(change => page.Says(product, change.Field) != change.Text)));
    }

    /// <summary>Pages that were told everything of all their products.</summary>
    public int CountWhole() => pages.Count(page => page.Products.All(product => page.Says(product, "stock_text") is not null));

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await Task.WhenAll(reading);
        client.Dispose();
        closing.Dispose();
    }

    private async Task OpenAsync(Page page, ChangeLedger ledger)
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

    private async Task ReadAsync(Page page, HttpResponseMessage answer, ChangeLedger ledger)
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

    private sealed class Page(int number, IReadOnlyList<int> products)
    {
        private readonly ConcurrentDictionary<(int Product, string Field), string?> says = new();

        public int Number => number;

        public IReadOnlyList<int> Products => products;

        public string? Says(int product, string field) => says.GetValueOrDefault((product, field));

        public void Take(ReadOnlyMemory<char> data, ChangeLedger ledger)
        {
            using var told = JsonDocument.Parse(data);
            var product = int.Parse(told.RootElement.GetProperty("id").GetString().AsSpan("many-".Length), CultureInfo.InvariantCulture);
            foreach (var field in told.RootElement.EnumerateObject())
            {
                if (field.Name is "pay_text" or "stock_text")
                {
                    var text = field.Value.GetString();
                    says[(product, field.Name)] = text;
                    ledger.See(product, field.Name, text);
                }
            }
        }
    }
}
