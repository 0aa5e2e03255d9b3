using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Servepath.Tests.Faults;

/// <summary>One page that was asked for.</summary>
/// <param name="Path">Which.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Ms">How long its answer took, in milliseconds.</param>
/// <param name="Wrong">What is not as it must be: no answer, another status than 200, another title, a price that never was. Null when all is true.</param>
/// <param name="Behind">For how long the oldest price on it had not been the newest any more.</param>
internal sealed record AskedPage(string Path, DateTime At, double Ms, string? Wrong, TimeSpan Behind);

/// <summary>
/// Ask for home, product pages and rows as JSON, on time whether or not earlier answers are there, and look whether what
/// they get is true: the title that the product had before, and prices that it has or had.
/// </summary>
internal sealed partial class Shoppers
{
    private readonly ConcurrentQueue<AskedPage> asked = new();
    private readonly Dictionary<string, string> titles = new(StringComparer.Ordinal);
    private readonly RunningServepath servepath;
    private readonly PriceHistory prices;
    private string[] products = [];

    private Shoppers(RunningServepath servepath, PriceHistory prices) => (this.servepath, this.prices) = (servepath, prices);

    /// <summary>Products as home shows them; up to 40.</summary>
    public IReadOnlyList<string> Products => products;

    public IReadOnlyCollection<AskedPage> Asked => asked;

    /// <summary>Waits until home shows products and each has its page and its price.</summary>
    public static async Task<Shoppers> EnterAsync(RunningServepath servepath, PriceHistory prices)
    {
        var shoppers = new Shoppers(servepath, prices);
        await Probe.UntilAsync("home shows products", TimeSpan.FromSeconds(60), async () =>
        {
            shoppers.products = [.. CardOf().Matches(await servepath.Public.GetStringAsync("/")).Select(static card => card.Groups["id"].Value).Distinct().Take(40)];
            return (shoppers.products.Length >= 20, $"{shoppers.products.Length} products");
        });
        foreach (var product in shoppers.products)
        {
            await Probe.UntilAsync($"{product} is served", TimeSpan.FromSeconds(30), async () =>
            {
                using var page = await servepath.Public.GetAsync($"/products/{product}");
                var text = await page.Content.ReadAsStringAsync();
                var (title, price) = (TitleOf().Match(text), PriceOf().Match(text));
                if (!page.IsSuccessStatusCode || !title.Success || !price.Success || price.Groups[1].Value[0] != '$')
                {
                    return (false, $"{(int)page.StatusCode}, {text.Length} characters");
                }

                shoppers.titles[product] = WebUtility.HtmlDecode(title.Groups[1].Value);
                prices.Begin(product, price.Groups[1].Value);
                return (true, "");
            });
        }

        return shoppers;
    }

    /// <summary>Asks for <paramref name="perSecond"/> pages a second: one in ten is home, two are JSON, the others product pages.</summary>
    public async Task AskAsync(int perSecond, TimeSpan duration)
    {
        var running = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var sent = 0; Stopwatch.GetElapsedTime(began) < duration; await timer.WaitForNextTickAsync())
        {
            for (var due = Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond; sent < due; sent++)
            {
                var product = products[Random.Shared.Next(products.Length)];
                running.Add((sent % 10) switch
                {
                    0 => AskAsync("/", JudgeHome),
                    < 3 => AskAsync($"/api/serving/product/{product}", (text, at) => JudgeRow(product, text, at)),
                    _ => AskAsync($"/products/{product}", (text, at) => JudgePage(product, text, at)),
                });
            }
        }

        await Task.WhenAll(running);
    }

    /// <summary>Of every second in which something was wrong the first, with how late this process itself ran meanwhile.</summary>
    public IEnumerable<string> Wrongs(Stalls stalls) => asked
        .Where(static page => page.Wrong is not null)
        .GroupBy(static page => (Second: page.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture), page.Wrong))
        .OrderBy(static some => some.Key.Second, StringComparer.Ordinal)
        .Select(some => FormattableString.Invariant(
            $"{some.Key.Second} {some.Count()} x {some.First().Path} after {some.Max(static page => page.Ms):0} ms: {some.Key.Wrong}; this process stood still for {stalls.Worst(some.Min(static page => page.At), some.Max(static page => page.At.AddMilliseconds(page.Ms))).TotalMilliseconds:0} ms"));

    public string Summary()
    {
        var times = asked.Select(static page => page.Ms).Order().ToArray();
        return FormattableString.Invariant(
            $"{times.Length} pages, {asked.Count(static page => page.Wrong is not null)} wrong; ms: p50 {times[times.Length / 2]:0.0}, p99 {times[times.Length * 99 / 100]:0}, slowest {times[^1]:0}; ")
            + FormattableString.Invariant(
            $"{asked.Count(static page => page.Behind > TimeSpan.FromSeconds(1))} with a price more than a second behind, at most {asked.Max(static page => page.Behind).TotalSeconds:0.0} s");
    }

    private async Task AskAsync(string path, Func<string, long, (string? Wrong, TimeSpan Behind)> judge)
    {
        var (at, began) = (Stopwatch.GetTimestamp(), Moment.Now);
        try
        {
            using var answer = await servepath.Public.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            var ms = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
            var (wrong, behind) = answer.StatusCode == HttpStatusCode.OK ? judge(text, at) : ($"{(int)answer.StatusCode}: {text[..Math.Min(200, text.Length)]}", TimeSpan.Zero);
            asked.Enqueue(new(path, began, ms, wrong, behind));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            asked.Enqueue(new(path, began, Stopwatch.GetElapsedTime(at).TotalMilliseconds, failure.Message, TimeSpan.Zero));
        }
    }

    private (string? Wrong, TimeSpan Behind) JudgePage(string product, string text, long at)
    {
        var title = WebUtility.HtmlDecode(TitleOf().Match(text).Groups[1].Value);
        return title != titles[product] ? ($"the title is '{title}'", TimeSpan.Zero) : Judge(product, PriceOf().Match(text).Groups[1].Value, at);
    }

    private (string? Wrong, TimeSpan Behind) JudgeRow(string product, string text, long at)
    {
        var groups = JsonDocument.Parse(text).RootElement.GetProperty("groups");
        if (!groups.TryGetProperty("details", out var details) || details.GetProperty("title").GetString() != titles[product])
        {
            return ($"the details are {details}", TimeSpan.Zero);
        }

        return groups.TryGetProperty("price", out var price)
            ? Judge(product, PriceHistory.Text(price.GetProperty("pay").GetDecimal()), at)
            : ("there is no price", TimeSpan.Zero);
    }

    /// <summary>Its choice of products may change; what it says of each may not be wrong.</summary>
    private (string? Wrong, TimeSpan Behind) JudgeHome(string text, long at)
    {
        var (cards, behind) = (0, TimeSpan.Zero);
        foreach (Match card in CardOf().Matches(text))
        {
            cards++;
            if (!titles.TryGetValue(card.Groups["id"].Value, out var title))
            {
                continue;
            }

            var (wrong, late) = WebUtility.HtmlDecode(card.Groups["title"].Value) == title
                ? Judge(card.Groups["id"].Value, card.Groups["price"].Value, at)
                : ($"the title is '{card.Groups["title"].Value}'", TimeSpan.Zero);
            if (wrong is not null)
            {
                return (wrong, late);
            }

            behind = late > behind ? late : behind;
        }

        return (cards < 20 ? $"only {cards} products" : null, behind);
    }

    private (string? Wrong, TimeSpan Behind) Judge(string product, string price, long at) =>
        prices.Behind(product, price, at) is { } behind ? (null, behind) : ($"{product} never had the price '{price}'", TimeSpan.Zero);

    [GeneratedRegex("<h1>([^<]+)</h1>")]
    private static partial Regex TitleOf();

    [GeneratedRegex("data-offer=\"pay_text\">([^<]+)<")]
    private static partial Regex PriceOf();

    [GeneratedRegex("<li class=\"card\" data-live=\"(?<id>[^:\"]+):.*?<h3><a [^>]*>(?<title>[^<]+)</a></h3>.*?data-offer=\"pay_text\">(?<price>[^<]+)<", RegexOptions.Singleline)]
    private static partial Regex CardOf();
}
