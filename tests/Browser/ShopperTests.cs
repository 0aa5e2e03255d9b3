using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Servepath.Tests.Browser;

public class ShopperTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string NoBrowser = "there is no Chromium on this machine; ./test installs it";

    [SkippableFact]
    public async Task A_shopper_goes_from_home_over_search_to_a_product()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var page = await chromium.NewPageAsync();
        await HomeWithProductsAsync(page);
        await page.Locator("#q").FillAsync("mug");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/search?**q=mug**");
        await page.Locator("main a[href^='/products/']").First.ClickAsync();
        await page.WaitForURLAsync("**/products/**");
        (await page.Locator("h1").InnerTextAsync()).Should().NotBeEmpty();
    }

    [SkippableFact]
    public async Task Suggestions_are_walked_with_the_keyboard_and_let_axe_find_nothing()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("browser-suggest", "Numbat kettle", 20m);
        await chromium.Servepath.PageShowsAsync("/search?q=numbat", "Numbat kettle", TimeSpan.FromSeconds(5));
        var page = await chromium.NewPageAsync();
        await page.GotoAsync("/");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "Search all products" });
        await box.PressSequentiallyAsync("numb");
        var option = page.GetByRole(AriaRole.Option, new() { Name = "Numbat kettle" });
        await Assertions.Expect(option).ToBeVisibleAsync();
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "true");
        var axe = await page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
        axe.Violations.Select(violation => violation.Id).Should().BeEmpty();

        await box.PressAsync("Escape");
        await Assertions.Expect(option).ToBeHiddenAsync();
        await Assertions.Expect(box).ToHaveValueAsync("numb");
        await box.PressAsync("ArrowDown");
        await Assertions.Expect(option).ToBeVisibleAsync();
        await box.PressAsync("ArrowDown");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-activedescendant", "suggestion-0");
        await box.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Numbat kettle");
        page.Url.Should().NotEndWith("/");
    }

    [SkippableTheory]
    [InlineData(true, 1280)]
    [InlineData(false, 1280)]
    [InlineData(false, 360)]
    public async Task A_shopper_narrows_a_search_by_facets_and_takes_one_away_again(bool scripts, int width)
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("browser-facets", "Quokka lantern", 20m);
        await chromium.Servepath.PageShowsAsync("/search?q=quokka", "Quokka lantern", TimeSpan.FromSeconds(5));
        var page = await chromium.NewPageAsync(width, scripts: scripts);
        await page.GotoAsync("/search?q=quokka");
        if (width < 860)
        {
            await page.Locator(".filters summary").ClickAsync();
        }

        await page.GetByLabel("In stock").CheckAsync();
        await page.GetByLabel("From").FillAsync("10");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show products" }).ClickAsync();
        await page.WaitForURLAsync("**/search?**in_stock=1**");
        await Assertions.Expect(page.Locator(".chips")).ToContainTextAsync("10 to 30 USD");
        await Assertions.Expect(page.Locator(".cards")).ToContainTextAsync("Quokka lantern");
        await page.GetByRole(AriaRole.Link, new() { Name = "Remove In stock" }).ClickAsync();
        await page.WaitForURLAsync("**/search?q=quokka&min_price=10&max_price=30");
        await page.GoBackAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Remove In stock" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task An_open_product_page_shows_a_new_price_without_a_reload()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("browser-live", "A thing whose price moves", 20m);
        var page = await chromium.NewPageAsync();
        await page.GotoAsync("/products/browser-live");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("$20.00");
        await page.WaitForRequestAsync(new System.Text.RegularExpressions.Regex("/live")).WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System).ContinueWith(static _ => { }, TaskScheduler.Default);
        await chromium.Servepath.PutPriceAsync("browser-live", 18.5m);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("$18.50", new() { Timeout = 3000 });
        await chromium.Servepath.SetStockAsync("browser-live", 2);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("2 left", new() { Timeout = 3000 });
    }

    [SkippableFact]
    public async Task Without_scripts_a_reload_shows_the_new_price()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("browser-plain", "A thing without scripts", 30m);
        var page = await chromium.NewPageAsync(scripts: false);
        await page.GotoAsync("/products/browser-plain");
        await chromium.Servepath.PutPriceAsync("browser-plain", 29m);
        await chromium.Servepath.PageShowsAsync("/products/browser-plain", "$29.00", TimeSpan.FromSeconds(1));
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("$29.00");
    }

    [SkippableFact]
    public async Task Home_flipped_to_ncsp_comes_from_ncsp()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var page = await chromium.NewPageAsync();
        (await ServedByAsync(page)).Should().StartWith("csp/");
        (await chromium.Servepath.CommandAsync("flip", "home", "ncsp")).ExitCode.Should().Be(0);
        (await ServedByAsync(page)).Should().StartWith("ncsp/");
        (await chromium.Servepath.CommandAsync("flip", "home", "csp")).ExitCode.Should().Be(0);
        (await ServedByAsync(page)).Should().StartWith("csp/");
    }

    [SkippableFact]
    public async Task A_region_chosen_without_scripts_moves_the_arrival_date()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("browser-region", "A thing that travels");
        var page = await chromium.NewPageAsync(scripts: false);
        await page.GotoAsync("/products/browser-region");
        await page.Locator("header select[name=region]").SelectOptionAsync("alaska");
        await page.Locator("header form:has(select[name=region]) button").ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Sold out in your region");
    }

    [SkippableTheory]
    [InlineData("/", "home")]
    [InlineData("/search?q=mug", "search")]
    [InlineData("/search?in_stock=1&max_price=60&min_rating=3&sort=price_asc", "search-filtered")]
    [InlineData("/search?q=zzzzqqqq&min_price=abc", "search-nothing")]
    [InlineData("PRODUCT", "product")]
    [InlineData("PRODUCT/reviews", "reviews")]
    [InlineData("/products/there-is-none", "not-found")]
    [InlineData("/region", "wrong-method")]
    public async Task Every_page_fits_its_screen_breaks_no_rule_of_accessibility_and_is_kept_as_a_picture(string path, string name)
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var page = await chromium.NewPageAsync();
        await HomeWithProductsAsync(page);
        var product = await page.Locator("main a[href^='/products/']").First.GetAttributeAsync("href");
        path = path.Replace("PRODUCT", product!, StringComparison.Ordinal);
        await page.GotoAsync(path);
        await Chromium.KeepAsync(page, name);
        await page.Context.CloseAsync();

        var plain = await chromium.NewPageAsync(ownScripts: false);
        await plain.GotoAsync(path);
        await Chromium.CheckAsync(plain, $"{name} without scripts");
        await plain.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task The_extremes_of_a_catalogue_fit_the_narrowest_screen()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var word = string.Concat(Enumerable.Repeat("Unzerbrechlichkeitsgarantie", 5));
        (string Id, string Title)[] products =
            [("browser-long", $"Bettong {word}"), ("browser-arabic", "Bettong إبريق شاي من الخزف بمقبض من الخيزران"), ("browser-hangul", "Bettong 손으로 빚은 백자 찻주전자 세트")];
        foreach (var (id, title) in products)
        {
            await chromium.Servepath.WholeProductAsync(id, "Bettong", 12_345m);
            await chromium.Servepath.PutProductAsync(id, title);
        }

        await chromium.Servepath.PutSaleAsync("browser-long", 99_999.5m, 79_999.25m);
        await chromium.Servepath.SetStockAsync("browser-arabic", 0);
        await chromium.Servepath.PageShowsAsync("/products/browser-long", "$79,999.25", TimeSpan.FromSeconds(10));
        foreach (var (id, title) in products)
        {
            await chromium.Servepath.PageShowsAsync("/search?q=bettong", title, TimeSpan.FromSeconds(10));
            await chromium.Servepath.PageShowsAsync($"/products/{id}", title, TimeSpan.FromSeconds(10));
        }

        var page = await chromium.NewPageAsync(320);
        foreach (var path in new[] { "/search?q=bettong", "/products/browser-long", "/products/browser-arabic", "/products/browser-hangul", "/products/browser-long/reviews" })
        {
            await page.GotoAsync(path);
            await Chromium.CheckAsync(page, path);
        }

        await page.GotoAsync("/products/browser-long");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await page.WaitForURLAsync("**/cart?added");
        await Chromium.CheckAsync(page, "cart with a long title");
        await page.GotoAsync("/checkout");
        await Chromium.CheckAsync(page, "checkout with a long title");
        await page.Context.CloseAsync();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Back_from_a_product_leads_to_the_search_as_it_was_left(bool scripts)
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var page = await chromium.NewPageAsync(scripts: scripts, ownScripts: scripts);
        await HomeWithProductsAsync(page);
        await page.GotoAsync("/search?in_stock=1&sort=price_asc");
        await page.Mouse.WheelAsync(0, 1500);
        var card = page.Locator(".cards h3 a").Nth(14);
        await card.ScrollIntoViewIfNeededAsync();
        var title = await card.InnerTextAsync();
        await card.ClickAsync();
        await page.WaitForURLAsync("**/products/**");

        await page.GoBackAsync();

        page.Url.Should().EndWith("/search?in_stock=1&sort=price_asc");
        await Assertions.Expect(page.GetByLabel("In stock")).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("Sort by")).ToHaveValueAsync("price_asc");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).First).ToBeInViewportAsync();
        await page.Context.CloseAsync();
    }

    private static async Task HomeWithProductsAsync(IPage page) => await Probe.UntilAsync("home shows products", TimeSpan.FromSeconds(20), async () =>
    {
        await page.GotoAsync("/");
        var cards = await page.Locator("main a[href^='/products/']").CountAsync();
        return (cards > 8, $"{cards} links to products");
    });

    private static async Task<string> ServedByAsync(IPage page)
    {
        var answer = await page.GotoAsync("/");
        answer!.Status.Should().Be(200);
        return answer.Headers["x-served-by"];
    }
}
