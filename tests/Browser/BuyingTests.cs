using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Servepath.Tests.Browser;

/// <summary>From home over search to an order, as people do it.</summary>
public class BuyingTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string NoBrowser = "there is no Chromium on this machine; ./test installs it";

    [SkippableTheory]
    [InlineData(true, 1280)]
    [InlineData(false, 1280)]
    [InlineData(false, 360)]
    public async Task A_shopper_goes_from_home_over_search_with_three_facets_to_an_order(bool scripts, int width)
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var id = $"buy-way-{(scripts ? "scripts" : "plain")}-{width}";
        await chromium.Servepath.WholeProductAsync(id, $"Wombat teapot {id}", 20m);
        await chromium.Servepath.PageShowsAsync("/search?q=wombat", id, TimeSpan.FromSeconds(10));
        var page = await chromium.NewPageAsync(width, scripts: scripts);
        await page.GotoAsync("/");
        await page.Locator("#q").FillAsync("wombat");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/search?**q=wombat**");
        if (width < 860)
        {
            await page.Locator(".filters summary").ClickAsync();
        }

        await page.GetByLabel("In stock").CheckAsync();
        await page.GetByLabel("Proof").CheckAsync();
        await page.GetByLabel("From").FillAsync("10");
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show products" }).ClickAsync();
        await page.WaitForURLAsync("**in_stock=1**");
        await Assertions.Expect(page.Locator(".chips")).ToContainTextAsync("Proof");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Wombat teapot {id}" }).ClickAsync();
        await page.WaitForURLAsync($"**/products/{id}");

        await page.GetByLabel("Quantity").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await page.WaitForURLAsync("**/cart?added");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("$40.00");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Cart 2 in it" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Go to checkout" }).ClickAsync();
        await page.WaitForURLAsync("**/checkout");
        await page.GetByLabel("Delivery address").FillAsync("A. Shopper\n1 Long Road");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/orders/[^/]+$"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Confirmed" })).ToBeVisibleAsync();
        var order = page.Url;

        // Back leads to the checkout, where nothing is left to order twice; forward leads to the order.
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("There is nothing to order");
        await page.GoForwardAsync();
        page.Url.Should().Be(order);
        await page.GetByRole(AriaRole.Link, new() { Name = "Your orders" }).First.ClickAsync();
        await page.WaitForURLAsync("**/orders");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync($"2 × Wombat teapot {id}");
        await page.Context.CloseAsync();
    }

    [SkippableFact]
    public async Task Of_two_browsers_that_race_for_the_last_unit_one_orders_and_the_other_is_asked()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("buy-last", "The last lamp");
        await chromium.Servepath.SetStockAsync("buy-last", 1);
        await chromium.Servepath.PageShowsAsync("/products/buy-last", "1 left", TimeSpan.FromSeconds(10));
        IPage[] pages = [await AtCheckoutAsync("buy-last"), await AtCheckoutAsync("buy-last")];

        await Task.WhenAll(pages.Select(page => page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync()));
        await Task.WhenAll(pages.Select(page => page.WaitForLoadStateAsync()));

        var ordered = pages.Where(page => page.Url.Contains("/orders/", StringComparison.Ordinal)).ToArray();
        ordered.Should().HaveCount(1);
        var asked = pages.Single(page => page != ordered[0]);
        await Assertions.Expect(asked.GetByRole(AriaRole.Alert)).ToContainTextAsync("none left");
        await Assertions.Expect(asked.GetByLabel("Delivery address")).ToHaveValueAsync("1 Last Lane");
        await KeepAsync(asked, "checkout-sold-out");
        await ordered[0].GetByRole(AriaRole.Button, new() { Name = "Cancel this order" }).ClickAsync();
        await Assertions.Expect(ordered[0].GetByRole(AriaRole.Heading, new() { Name = "Cancelled" })).ToBeVisibleAsync();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_price_that_changes_between_cart_and_checkout_is_asked_about(bool scripts)
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var id = $"buy-price-{scripts}".ToLowerInvariant();
        await chromium.Servepath.WholeProductAsync(id, "Dearer in a moment", 20m);
        var page = await AtCheckoutAsync(id, scripts);
        await chromium.Servepath.PutPriceAsync(id, 31m);

        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("$20.00");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("$31.00");
        if (scripts)
        {
            await KeepAsync(page, "checkout-question");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Accept and place the order" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/orders/[^/]+$"));
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("$31.00");
    }

    [SkippableFact]
    public async Task A_flip_of_the_order_page_half_way_is_not_noticed()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("buy-flip", "Flipped on its way");
        var page = await AtCheckoutAsync("buy-flip");
        (await chromium.Servepath.CommandAsync("flip", "order", "ncsp")).ExitCode.Should().Be(0);
        try
        {
            var answered = page.WaitForResponseAsync(new Regex("/orders/[^/]+$"));
            await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
            (await answered).Headers["x-served-by"].Should().StartWith("ncsp/");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Confirmed" })).ToBeVisibleAsync();
        }
        finally
        {
            (await chromium.Servepath.CommandAsync("flip", "order", "csp")).ExitCode.Should().Be(0);
        }

        (await page.ReloadAsync())!.Headers["x-served-by"].Should().StartWith("csp/");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Confirmed" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task An_order_that_waits_for_its_payment_shows_by_itself_that_it_is_confirmed()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("buy-slow", "Paid for slowly");
        var page = await AtCheckoutAsync("buy-slow");
        await page.GetByLabel("Slow").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/orders/[^/]+$"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for the payment" })).ToBeVisibleAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Confirmed" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [SkippableFact]
    public async Task An_order_whose_payment_is_down_can_be_paid_again()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("buy-down", "Paid for later");
        var page = await AtCheckoutAsync("buy-down");
        await page.GetByLabel("Down").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Waiting for the payment" })).ToBeVisibleAsync();
        await KeepAsync(page, "order-waiting");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pay now" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Confirmed" })).ToBeVisibleAsync();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_of_buying_fit_their_screens_and_break_no_rule_of_accessibility(bool scripts)
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("buy-look", "A porcelain teapot with a handle of cane and a lid that stays on when it pours", 64.5m);
        await chromium.Servepath.WholeProductAsync("buy-look-too", "Linen napkin", 9m);
        var page = await AtCheckoutAsync("buy-look", ownScripts: scripts);
        async Task KeepAsync(IPage page, string name) => await (scripts ? Chromium.KeepAsync(page, name) : Chromium.CheckAsync(page, name));
        await AddAsync(page, "buy-look-too", 4);
        await KeepAsync(page, "cart");
        await page.GotoAsync("/checkout");
        await KeepAsync(page, "checkout");

        // What the browser would refuse by itself, it is made to send.
        await page.EvaluateAsync("document.querySelector('main form').noValidate = true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Delivery address")).ToHaveAttributeAsync("aria-invalid", "true");
        await KeepAsync(page, "checkout-mistake");
        await page.GetByLabel("Delivery address").FillAsync("A. Shopper\n1 Long Road\nSmall Town");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/orders/[^/]+$"));
        await KeepAsync(page, "order");
        await page.GotoAsync("/orders");
        await KeepAsync(page, "orders");
        await page.GotoAsync("/cart");
        await KeepAsync(page, "cart-empty");
        await page.GotoAsync("/checkout");
        await KeepAsync(page, "checkout-empty");
        await page.GotoAsync("/products/buy-look");
        await KeepAsync(page, "product-to-buy");

        (await chromium.Servepath.CommandAsync("switch", "csp/ordering/database", "off")).ExitCode.Should().Be(0);
        (await chromium.Servepath.CommandAsync("switch", "ncsp/ordering/database", "off")).ExitCode.Should().Be(0);
        try
        {
            await Probe.UntilAsync("the cart rests", TimeSpan.FromSeconds(10), async () => ((await page.GotoAsync("/cart"))!.Status == 503, page.Url));
            await KeepAsync(page, "cart-resting");
            await chromium.Servepath.CommandAsync("switch", "csp/search/database", "off");
            await chromium.Servepath.CommandAsync("switch", "ncsp/search/database", "off");
            await Probe.UntilAsync("search rests", TimeSpan.FromSeconds(10), async () => ((await page.GotoAsync($"/search?q=never+seen+{Guid.NewGuid():N}"))!.Status == 503, page.Url));
            await KeepAsync(page, "search-resting");
        }
        finally
        {
            await chromium.Servepath.CommandAsync("switch", "csp/search/database", "auto");
            await chromium.Servepath.CommandAsync("switch", "ncsp/search/database", "auto");
            await chromium.Servepath.CommandAsync("switch", "csp/ordering/database", "auto");
            await chromium.Servepath.CommandAsync("switch", "ncsp/ordering/database", "auto");
        }
    }

    private async Task<IPage> AtCheckoutAsync(string product, bool scripts = true, bool ownScripts = true)
    {
        var page = await chromium.NewPageAsync(scripts: scripts, ownScripts: ownScripts);
        await AddAsync(page, product, 1);
        await page.GotoAsync("/checkout");
        await page.GetByLabel("Delivery address").FillAsync("1 Last Lane");
        return page;
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_product_goes_into_the_cart_from_a_search_result_with_one_click(bool scripts)
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        var id = $"buy-card-{scripts}".ToLowerInvariant();
        var word = scripts ? "Potoroo" : "Pademelon";
        await chromium.Servepath.WholeProductAsync(id, $"{word} basin");
        await chromium.Servepath.PageShowsAsync($"/search?q={word}", $"value=\"{id}\"", TimeSpan.FromSeconds(10));
        var page = await chromium.NewPageAsync(scripts: scripts);
        await page.GotoAsync($"/search?q={word}");
        var add = page.GetByRole(AriaRole.Button, new() { Name = $"Add to cart: {word} basin" });
        await add.ClickAsync();
        if (scripts)
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Cart 1 in it" })).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("[data-said]")).ToContainTextAsync($"It is in your cart. {word} basin");
            page.Url.Should().Contain("/search", "the shopper stays where they were");
            await add.ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Cart 2 in it" })).ToBeVisibleAsync();
            return;
        }

        // Without scripts the first of a visit is asked about, since no page has brought a cookie yet.
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Put this into your cart?" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it into the cart" }).ClickAsync();
        await page.WaitForURLAsync("**/cart?added");
        await page.GotoAsync($"/search?q={word}");
        await add.ClickAsync();
        await page.WaitForURLAsync("**/cart?added");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Cart 2 in it" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task What_is_wrong_with_a_form_is_where_the_next_key_goes_without_scripts_too()
    {
        Skip.If(Chromium.Executable is null, NoBrowser);
        await chromium.Servepath.WholeProductAsync("buy-focus", "Focused thing");
        var page = await AtCheckoutAsync("buy-focus", ownScripts: false);
        await page.GetByLabel("Delivery address").FillAsync(string.Empty);
        await page.EvaluateAsync("document.querySelector('main form').noValidate = true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Please say where it should be delivered." })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("2 Last Lane");
        await Assertions.Expect(page.GetByLabel("Delivery address")).ToHaveValueAsync("2 Last Lane");
        await Assertions.Expect(page.GetByLabel("Delivery address")).ToHaveAccessibleDescriptionAsync(new Regex("Please say where"));

        await page.GotoAsync("/cart");
        await page.EvaluateAsync("for (const form of document.forms) form.noValidate = true");
        await page.GetByLabel("Number of Focused thing").FillAsync("500");
        await page.GetByRole(AriaRole.Button, new() { Name = "Update" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("Number of Focused thing")).ToHaveAccessibleDescriptionAsync(new Regex("from 0 to 99"));
        await Assertions.Expect(page.GetByLabel("Number of Focused thing")).ToHaveValueAsync("1");
        await Chromium.CheckAsync(page, "cart-mistake");
    }

    private static async Task AddAsync(IPage page, string product, int quantity)
    {
        await page.GotoAsync($"/products/{product}");
        await page.GetByLabel("Quantity").FillAsync($"{quantity}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to cart" }).ClickAsync();
        await page.WaitForURLAsync("**/cart?added");
    }

    private static Task KeepAsync(IPage page, string name) => Chromium.KeepAsync(page, name);
}
