using System.Net;

namespace Servepath.Tests.Flow;

/// <summary>Orders as a plain client sees them, through the gateway of one process.</summary>
[Collection(nameof(OneShop))]
public class OrderTests(OneProcess process)
{
    private RunningServepath Servepath => process.Servepath;

    [Fact]
    public async Task A_shopper_buys_and_sees_the_order_and_everybody_sees_that_there_is_less_of_it()
    {
        await Servepath.WholeProductAsync("order-way", "Bought by everybody", 12.5m);
        using var visitor = new Visitor(Servepath);

        var added = await visitor.AddToCartAsync("order-way", 3);
        added.Status.Should().Be(HttpStatusCode.SeeOther);
        var cart = await visitor.GetAsync(added.Location!);
        cart.Text.Should().Contain("Bought by everybody").And.Contain("$12.50").And.Contain("$37.50").And.Contain("Arrives");
        (await visitor.GetAsync("/")).Html.Should().Contain("<b>3</b>", "the header counts what is in the cart");

        var form = await visitor.CheckoutAsync();
        form.Action.Should().Be("/checkout", "nothing posts before the form that holds everything");
        form.Fields["payment"].Should().Be("accept");
        var placed = await visitor.PostAsync(form);
        placed.Status.Should().Be(HttpStatusCode.SeeOther, placed.Text);
        var order = await visitor.GetAsync(placed.Location!);
        order.Status.Should().Be(HttpStatusCode.OK);
        order.ServedBy.Should().StartWith("csp/");
        order.Text.Should().Contain("Confirmed").And.Contain("1 Test Street").And.Contain("3 × $12.50").And.Contain("$37.50");
        order.Text.Should().MatchRegex(@"3 × \$12\.50\s+Arrives \w{3} \d{1,2} \w{3}").And.MatchRegex(@"All of it arrives by \w{3} \d{1,2} \w{3}").And.Contain("It can be cancelled until");

        var orders = await visitor.GetAsync("/orders");
        orders.ServedBy.Should().StartWith("ncsp/");
        orders.Text.Should().Contain("3 × Bought by everybody");
        (await visitor.GetAsync("/cart")).Text.Should().Contain("There is nothing in it yet");
        await Servepath.PageShowsAsync("/products/order-way", "4 left", TimeSpan.FromSeconds(5));

        (await visitor.PostAsync(form)).Location.Should().Be(placed.Location, "the same form again is the same order");
        await visitor.PostAsync(Form.Of(order, placed.Location + "/cancel"));
        (await visitor.GetAsync(placed.Location!)).Text.Should().Contain("Cancelled");
        await Servepath.PageShowsAsync("/products/order-way", "7 left", TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_form_sent_many_times_at_once_makes_one_order()
    {
        await Servepath.WholeProductAsync("order-once", "Bought once");
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-once");
        var form = await visitor.CheckoutAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => visitor.PostAsync(form)));

        answers.Should().OnlyContain(answer => answer.Status == HttpStatusCode.SeeOther);
        answers.Select(answer => answer.Location).Distinct().Should().HaveCount(1);
        (await visitor.GetAsync("/orders")).Html.Split("<li class=\"offer\">").Should().HaveCount(2, "there is one order");
    }

    [Theory]
    [InlineData("refuse", "The payment was refused")]
    [InlineData("slow", "Waiting for the payment")]
    [InlineData("down", "Waiting for the payment")]
    public async Task Whatever_the_payment_does_the_order_says_where_it_stands(string payment, string heading)
    {
        await Servepath.WholeProductAsync("order-pay-" + payment, "Paid for somehow");
        using var visitor = new Visitor(Servepath);

        var order = await visitor.OrderAsync("order-pay-" + payment, payment: payment);

        var page = await visitor.GetAsync(order);
        page.Text.Should().Contain(heading);
        if (payment == "refuse")
        {
            await visitor.AddToCartAsync("order-pay-refuse", 2);
            var back = Form.Of(page, order + "/put-back");
            (await visitor.PostAsync(back)).Location.Should().Be("/cart?back");
            visitor.Cookie("cart").Should().Be("2", "it has as many units already");
            await visitor.PostAsync(new("/cart", new(back.Fields) { ["action"] = "remove", ["product"] = "order-pay-refuse" }));
            await visitor.PostAsync(back);
            (await visitor.GetAsync("/cart?back")).Text.Should().Contain("It is in your cart again").And.Contain("Paid for somehow");
        }
        else if (payment == "slow")
        {
            await Probe.UntilAsync("the slow payment completes by itself", TimeSpan.FromSeconds(20), async () =>
            {
                var now = (await visitor.GetAsync(order)).Text;
                return (now.Contains("Confirmed", StringComparison.Ordinal), now);
            });
        }
        else if (payment == "down")
        {
            var pay = Form.Of(page, order + "/pay");
            (await visitor.PostAsync(pay.With("payment", "accept"))).Location.Should().Be(order);
            (await visitor.GetAsync(order)).Text.Should().Contain("Confirmed");
        }
    }

    [Fact]
    public async Task An_order_is_there_for_its_own_shopper_only()
    {
        await Servepath.WholeProductAsync("order-mine", "Mine alone");
        using var owner = new Visitor(Servepath);
        using var stranger = new Visitor(Servepath);
        var order = await owner.OrderAsync("order-mine");
        await stranger.AddToCartAsync("order-mine");
        var token = Form.Of(await stranger.GetAsync("/products/order-mine"), "/cart").Fields["token"];

        (await stranger.GetAsync(order)).Status.Should().Be(HttpStatusCode.NotFound);
        (await stranger.PostAsync(new(order + "/cancel", new() { ["token"] = token }))).Status.Should().Be(HttpStatusCode.NotFound);
        (await stranger.PostAsync(new(order + "/pay", new() { ["token"] = token }))).Status.Should().Be(HttpStatusCode.NotFound);
        (await stranger.GetAsync("/orders")).Text.Should().NotContain("Mine alone");
        using var nobody = new Visitor(Servepath);
        (await nobody.GetAsync(order)).Status.Should().Be(HttpStatusCode.NotFound);
        (await nobody.GetAsync("/orders/no-such-order!")).Status.Should().Be(HttpStatusCode.NotFound);
        (await owner.GetAsync(order)).Text.Should().Contain("Confirmed", "nobody else has cancelled it");
    }

    [Fact]
    public async Task The_list_of_orders_has_real_pages()
    {
        await Servepath.WholeProductAsync("order-list", "Bought again and again");
        await Servepath.SetStockAsync("order-list", 50);
        using var visitor = new Visitor(Servepath);
        for (var i = 0; i < 11; i++)
        {
            await visitor.OrderAsync("order-list");
        }

        var first = await visitor.GetAsync("/orders");
        first.Html.Split("<li class=\"offer\">").Should().HaveCount(1 + 10);
        first.Html.Should().Contain("href=\"/orders?page=2\"");
        var second = await visitor.GetAsync("/orders?page=2");
        second.Html.Split("<li class=\"offer\">").Should().HaveCount(1 + 1);
        second.Html.Should().Contain("href=\"/orders\"").And.NotContain("page=3");
        (await visitor.GetAsync("/orders?page=-7")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_a_shoppers_own_is_kept_by_no_cache_and_found_by_no_search_engine()
    {
        await Servepath.WholeProductAsync("order-own", "Shown to nobody else");
        using var visitor = new Visitor(Servepath);
        var order = await visitor.OrderAsync("order-own");
        await visitor.AddToCartAsync("order-own");
        foreach (var path in new[] { "/cart", "/checkout", "/orders", order, "/orders/none", "/nothing/here" })
        {
            var page = await visitor.GetAsync(path);
            page.CacheControl.Should().Be("no-store", path);
            page.Html.Should().Contain("<meta name=\"robots\" content=\"noindex\">", path);
            page.Headers.ETag.Should().BeNull(path);
        }
    }

    [Fact]
    public async Task With_ordering_switched_off_its_pages_say_so_nothing_is_lost_and_the_form_can_be_sent_again()
    {
        await Servepath.WholeProductAsync("order-away", "Ordered in the end");
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-away");
        var form = await visitor.CheckoutAsync();
        (await Servepath.CommandAsync("switch", "csp/ordering/database", "off")).ExitCode.Should().Be(0);
        (await Servepath.CommandAsync("switch", "ncsp/ordering/database", "off")).ExitCode.Should().Be(0);
        Visited again;
        try
        {
            foreach (var path in new[] { "/cart", "/checkout", "/orders" })
            {
                Visited page = null!;
                await Probe.UntilAsync($"{path} says that it rests", TimeSpan.FromSeconds(10), async () =>
                {
                    page = await visitor.GetAsync(path);
                    return (page.Status == HttpStatusCode.ServiceUnavailable, page.Status.ToString());
                });
                page.Headers.RetryAfter.Should().NotBeNull(path);
                page.Text.Should().Contain("Nothing is lost").And.Contain("every product page still work");
            }

            var added = await visitor.AddToCartAsync("order-away", 3);
            added.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
            Form.AllOf(added.Html)[^1].Fields.Should().Contain("product", "order-away").And.Contain("quantity", "3", "the form can be sent again from the page");
            again = await visitor.PostAsync(form);
            again.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
            again.Headers.RetryAfter.Should().NotBeNull();
        }
        finally
        {
            await Servepath.CommandAsync("switch", "csp/ordering/database", "auto");
            await Servepath.CommandAsync("switch", "ncsp/ordering/database", "auto");
        }

        var resent = Form.AllOf(again.Html)[0];
        resent.Fields.Should().BeEquivalentTo(form.Fields, "the page carries the form as it was");
        await Probe.UntilAsync("the form sent again makes the order", TimeSpan.FromSeconds(10), async () =>
        {
            var placed = await visitor.PostAsync(resent);
            return (placed.Status == HttpStatusCode.SeeOther, placed.Status.ToString());
        });
        (await visitor.GetAsync("/orders")).Text.Should().Contain("Ordered in the end");
    }
}
