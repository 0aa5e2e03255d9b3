using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Servepath.Tests.Browser;

/// <summary>Pages that stay open.</summary>
public class LiveTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string NoBrowser = "there is no Chromium on this machine; ./test installs it";
    private const float Patience = 15_000;
    private static readonly Regex Stream = new("/live\\?");

    [SkippableFact]
    public async Task A_card_shows_a_new_price_and_stock_without_a_reload_and_says_nothing_aloud()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("live-card", "Quince marmalade", 20m);
        await chromium.Servepath.PageShowsAsync("/search?q=quince", "Quince marmalade", TimeSpan.FromSeconds(10));
        var page = await OpenAsync("/search?q=quince");
        var card = page.Locator(".card", new() { HasText = "Quince marmalade" });

        await chromium.Servepath.PutPriceAsync("live-card", 18.5m);
        await Assertions.Expect(card.Locator("[data-offer=pay_text]")).ToHaveTextAsync("$18.50", new() { Timeout = Patience });
        await Assertions.Expect(card.Locator("[data-offer=pay_text]")).ToHaveClassAsync("fresh");
        await chromium.Servepath.SetStockAsync("live-card", 2);
        await Assertions.Expect(card.Locator(".few")).ToHaveTextAsync("2 left", new() { Timeout = Patience });
        await chromium.Servepath.SetStockAsync("live-card", 0);
        await Assertions.Expect(card.Locator(".when.gone")).ToHaveTextAsync("Sold out", new() { Timeout = Patience });
        (await card.Locator("[aria-live], [role=status]").CountAsync()).Should().Be(0, "forty cards must not all speak");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_card_is_laid_out_live_as_the_server_lays_it_out()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("live-layout", "Medlar jelly", 20m);
        await chromium.Servepath.PageShowsAsync("/search?q=medlar", "Medlar jelly", TimeSpan.FromSeconds(10));
        var page = await OpenAsync("/search?q=medlar");
        var card = page.Locator(".card", new() { HasText = "Medlar jelly" });

        await chromium.Servepath.PutSaleAsync("live-layout", 40m, 30m);
        await Assertions.Expect(card.Locator("s")).ToContainTextAsync("$40.00", new() { Timeout = Patience });
        await Assertions.Expect(card.Locator(".off")).ToHaveTextAsync("25% off");
        var live = await LaidOutAsync(card);
        await page.ReloadAsync();
        (await LaidOutAsync(card)).Should().Be(live);

        await chromium.Servepath.PutPriceAsync("live-layout", 30m);
        await Assertions.Expect(card.Locator("s")).ToHaveCountAsync(0, new() { Timeout = Patience });
        live = await LaidOutAsync(card);
        await page.ReloadAsync();
        (await LaidOutAsync(card)).Should().Be(live);
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_sale_begins_on_an_open_page_by_the_clock()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("live-sale", "A thing about to be cheap", 20m);
        var page = await OpenAsync("/products/live-sale");
        await chromium.Servepath.PutSaleAsync("live-sale", 50m, 25m, TimeProvider.System.GetUtcNow().AddSeconds(3));
        await Assertions.Expect(page.Locator("[data-offer=pay_text]").First).ToHaveTextAsync("$50.00", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("[data-offer=pay_text]").First).ToHaveTextAsync("$25.00", new() { Timeout = Patience });
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_product_page_says_aloud_what_is_new()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("live-aloud", "A thing that speaks", 20m);
        var page = await OpenAsync("/products/live-aloud");
        await Assertions.Expect(page.Locator("[data-streaming]")).ToBeVisibleAsync(new() { Timeout = Patience });
        await chromium.Servepath.PutPriceAsync("live-aloud", 18.5m);
        await Assertions.Expect(page.Locator("[role=status][data-news]")).ToHaveTextAsync("The price is now $18.50.", new() { Timeout = Patience });
        await chromium.Servepath.SetStockAsync("live-aloud", 3);
        await Assertions.Expect(page.Locator("[role=status][data-news]")).ToContainTextAsync("3 left", new() { Timeout = Patience });
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_page_keeps_one_stream_of_what_is_in_view()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var page = await chromium.NewPageAsync();
        await Probe.UntilAsync("home shows products", TimeSpan.FromSeconds(30), async () =>
        {
            await page.GotoAsync("/");
            var cards = await page.Locator(".card").CountAsync();
            return (cards > 20, $"{cards} cards");
        });
        await OpenStreamsAsync(1);
        var asked = new List<string>();
        page.Request += (_, request) =>
        {
            if (Stream.IsMatch(request.Url))
            {
                asked.Add(request.Url);
            }
        };
        var last = page.Locator(".card").Last;
        var id = (await last.GetAttributeAsync("data-live"))!.Split(':')[0];
        await last.ScrollIntoViewIfNeededAsync();
        await Probe.UntilAsync("the page asks for what has come into view", TimeSpan.FromSeconds(15), () => Task.FromResult((asked.Exists(url => Names(url, id)), string.Join("\n", asked))));
        await OpenStreamsAsync(1);
        await page.Context.CloseAsync();
        await OpenStreamsAsync(0);
    }

    [SkippableFact]
    public async Task A_page_behind_another_tab_lets_its_stream_go_and_has_everything_when_it_is_seen_again()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        const string price = "document.querySelector('[data-offer=pay_text]')?.textContent";
        await chromium.Servepath.WholeProductAsync("live-hidden", "A thing behind a tab", 20m);
        await chromium.Servepath.PageShowsAsync("/products/live-hidden", "$20.00", TimeSpan.FromSeconds(10));
        await using var tabs = await Tabs.StartAsync(Chromium.Executable);
        var tab = await tabs.OpenAsync($"http://127.0.0.1:{chromium.Servepath.Port}/products/live-hidden");
        await OpenStreamsAsync(1);
        await tabs.OpenAsync("about:blank");
        await tabs.SeeAsync(tab, "document.visibilityState", "hidden");
        await OpenStreamsAsync(0);
        await chromium.Servepath.PutPriceAsync("live-hidden", 17m);
        await chromium.Servepath.PageShowsAsync("/products/live-hidden", "$17.00", TimeSpan.FromSeconds(10));
        (await tabs.ReadAsync(tab, price)).Should().Be("$20.00", "nobody looks at it");

        await tabs.ShowAsync(tab);
        await tabs.SeeAsync(tab, price, "$17.00");
        await OpenStreamsAsync(1);
    }

    [SkippableFact]
    public async Task A_page_whose_stream_is_refused_works_by_reload_and_has_a_stream_once_there_is_room()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("live-refused", "A thing without room", 20m);
        var page = await chromium.NewPageAsync();
        await page.RouteAsync(Stream, route => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = "{}" }));
        await page.RunAndWaitForRequestAsync(() => page.GotoAsync("/products/live-refused"), Stream, new() { Timeout = Patience });
        await chromium.Servepath.PutPriceAsync("live-refused", 19m);
        await chromium.Servepath.PageShowsAsync("/products/live-refused", "$19.00", TimeSpan.FromSeconds(10));
        await page.ReloadAsync();
        var price = page.Locator("[data-offer=pay_text]").First;
        await Assertions.Expect(price).ToHaveTextAsync("$19.00");
        await Assertions.Expect(page.Locator("[data-streaming]")).ToBeHiddenAsync();

        await page.UnrouteAsync(Stream);
        await chromium.Servepath.PutPriceAsync("live-refused", 18m);
        await Assertions.Expect(price).ToHaveTextAsync("$18.00", new() { Timeout = 2 * Patience });
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task A_page_has_everything_after_the_shop_was_away()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("live-break", "A thing that waits", 20m);
        var page = await OpenAsync("/products/live-break");
        await OpenStreamsAsync(1);
        await chromium.Servepath.StopAsync("KILL");
        await Assertions.Expect(page.Locator("[data-streaming]")).ToBeHiddenAsync(new() { Timeout = Patience });
        await chromium.Servepath.LaunchAsync("--demo", "off");
        await chromium.Servepath.PutPriceAsync("live-break", 16m);
        await Assertions.Expect(page.Locator("[data-offer=pay_text]").First).ToHaveTextAsync("$16.00", new() { Timeout = 2 * Patience });
        await page.Context.CloseAsync();
    }

    private static bool Names(string url, string id) => Uri.UnescapeDataString(url).Split("ids=")[^1].Split(',').Any(item => item.Split(':')[0] == id);

    private static Task<string> LaidOutAsync(ILocator card) => card.EvaluateAsync<string>(
        """
        card => [card.querySelector('.cost'), card.querySelector('.when')].map(one => {
          const copy = one.cloneNode(true);
          copy.querySelectorAll('.fresh').forEach(part => { part.classList.remove('fresh'); if (!part.className) part.removeAttribute('class'); });
          return copy.outerHTML.replace(/>\s+</g, '><').replace(/ class=""/g, '');
        }).join('\n')
        """);

    private async Task<IPage> OpenAsync(string path)
    {
        var page = await chromium.NewPageAsync();
        await page.RunAndWaitForRequestAsync(() => page.GotoAsync(path), Stream, new() { Timeout = Patience });
        return page;
    }

    private async Task OpenStreamsAsync(int count) => await Probe.UntilAsync($"{count} streams are open", TimeSpan.FromSeconds(20), async () =>
    {
        var metrics = await chromium.Servepath.Console.GetStringAsync("/metrics");
        var open = metrics.Split('\n')
            .Where(line => line.StartsWith("servepath_live_open", StringComparison.Ordinal))
            .Sum(line => double.Parse(Regex.Match(line, "} ([0-9.e+]+)").Groups[1].Value, CultureInfo.InvariantCulture));
        return (open == count, $"{open}");
    });
}
