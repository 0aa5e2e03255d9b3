using System.Globalization;
using System.Net;

namespace Servepath.Tests.Flow;

/// <summary>Cart, checkout and orders as a plain client sees them, through the gateway of one process.</summary>
public class OrderTests(OneProcess process) : IClassFixture<OneProcess>
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

    [Fact]
    public async Task A_price_that_changes_between_cart_and_order_is_asked_about_and_one_button_accepts_it()
    {
        await Servepath.WholeProductAsync("order-price", "Dearer meanwhile", 20m);
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-price");
        var form = await visitor.CheckoutAsync();
        await Servepath.PutPriceAsync("order-price", 25m);

        var asked = await visitor.PostAsync(form.With("address", "Kept <b>as typed</b>"));

        asked.Status.Should().Be(HttpStatusCode.Conflict);
        asked.Text.Should().Contain("the price has changed").And.Contain("$20.00").And.Contain("$25.00").And.Contain("Accept and place the order");
        var again = Form.AllOf(asked.Html)[0];
        again.Fields["address"].Should().Be("Kept <b>as typed</b>");
        asked.Html.Should().NotContain("<b>as typed</b>");
        var placed = await visitor.PostAsync(again);
        placed.Status.Should().Be(HttpStatusCode.SeeOther, placed.Text);
        (await visitor.GetAsync(placed.Location!)).Text.Should().Contain("$25.00");
        (await visitor.PostAsync(form.With("address", again.Fields["address"]))).Location.Should().Be(placed.Location, "the first form, sent once more, is that order");
    }

    [Fact]
    public async Task A_form_that_was_ordered_and_comes_again_with_another_address_orders_nothing_and_says_which_order_stands()
    {
        await Servepath.WholeProductAsync("order-key", "Ordered to one place");
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-key");
        var form = await visitor.CheckoutAsync();
        var placed = await visitor.PostAsync(form);
        await visitor.AddToCartAsync("order-key", 2);

        var refused = await visitor.PostAsync(form.With("address", "2 Test Street"));

        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Html.Should().Contain($"href=\"{placed.Location}\"").And.Contain("See your cart");
        refused.Text.Should().Contain("This form has been ordered already").And.Contain("Nothing more has been ordered");
        (await visitor.GetAsync("/orders")).Html.Split("<li class=\"offer\">").Should().HaveCount(2, "there is one order");
        (await visitor.GetAsync(placed.Location!)).Text.Should().Contain("1 Test Street");
        (await visitor.GetAsync("/cart")).Text.Should().Contain("$40.00", "the cart is kept");
    }

    [Fact]
    public async Task Of_two_shoppers_who_want_the_last_unit_one_gets_it_and_the_other_is_told()
    {
        await Servepath.WholeProductAsync("order-last", "The last of its kind");
        await Servepath.WholeProductAsync("order-plenty", "One of many");
        await Servepath.SetStockAsync("order-last", 1);
        using var one = new Visitor(Servepath);
        using var other = new Visitor(Servepath);
        var forms = new List<Form>();
        foreach (var visitor in new[] { one, other })
        {
            await visitor.AddToCartAsync("order-plenty");
            (await visitor.AddToCartAsync("order-last")).Status.Should().Be(HttpStatusCode.SeeOther);
            forms.Add(await visitor.CheckoutAsync());
        }

        var answers = await Task.WhenAll(one.PostAsync(forms[0]), other.PostAsync(forms[1]));

        answers.Select(answer => answer.Status).Should().BeEquivalentTo([HttpStatusCode.SeeOther, HttpStatusCode.Conflict]);
        var (loser, told) = answers[0].Status == HttpStatusCode.Conflict ? (one, answers[0]) : (other, answers[1]);
        told.Text.Should().Contain("The last of its kind").And.Contain("none left").And.Contain("Change my order to what is left");
        var fitted = await loser.PostAsync(Form.AllOf(told.Html)[0].With("fit", "1"));
        fitted.Status.Should().Be(HttpStatusCode.OK);
        fitted.Text.Should().Contain("One of many").And.NotContain("The last of its kind").And.Contain("Place the order");
        Form.AllOf(fitted.Html)[0].Fields["address"].Should().Be("1 Test Street\nTown");
        (await loser.PostAsync(Form.AllOf(fitted.Html)[0])).Status.Should().Be(HttpStatusCode.SeeOther);
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
        if (payment == "slow")
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

    [Theory]
    [InlineData("", "Please say where")]
    [InlineData(" \r\n\t ", "Please say where")]
    [InlineData("LONG", "1,000 is the most")]
    public async Task An_address_that_cannot_be_used_is_said_beside_its_field_and_nothing_is_ordered(string address, string mistake)
    {
        await Servepath.WholeProductAsync("order-address", "Sent nowhere");
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-address");
        var form = (await visitor.CheckoutAsync("slow")).With("address", address == "LONG" ? new string('x', 1001) : address);

        var refused = await visitor.PostAsync(form);

        refused.Status.Should().Be(HttpStatusCode.BadRequest);
        refused.Text.Should().Contain(mistake);
        refused.Html.Should().Contain("aria-invalid=\"true\"").And.Contain("aria-describedby=\"address-help address-mistake\"");
        Form.AllOf(refused.Html)[0].Fields["payment"].Should().Be("slow", "what was chosen stays chosen");
        (await visitor.GetAsync("/orders")).Text.Should().Contain("You have not ordered anything");
        (await visitor.GetAsync("/cart")).Text.Should().Contain("Sent nowhere");
    }

    [Fact]
    public async Task Any_address_that_is_not_empty_is_taken_and_shown_as_text()
    {
        const string Hostile = "<script>alert(1)</script>\n\u202eевил\n'; drop table orders; --\n서울 \ud83c\udfe0";
        await Servepath.WholeProductAsync("order-text", "Sent anywhere");
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-text");

        var placed = await visitor.PostAsync((await visitor.CheckoutAsync()).With("address", Hostile + "\u0007"));

        placed.Status.Should().Be(HttpStatusCode.SeeOther, placed.Text);
        var page = await visitor.GetAsync(placed.Location!);
        page.Html.Should().NotContain("<script>alert");
        WebUtility.HtmlDecode(page.Html).Should().Contain("<script>alert(1)</script>").And.Contain("서울");
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
    public async Task A_cart_is_changed_line_by_line_and_says_what_it_does_not_take()
    {
        await Servepath.WholeProductAsync("order-line", "A line of a cart");
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-line", 2);
        var line = Form.Of(await visitor.GetAsync("/cart"), "/cart");

        (await visitor.PostAsync(line.With("quantity", "5"))).Status.Should().Be(HttpStatusCode.SeeOther);
        (await visitor.GetAsync("/cart")).Text.Should().Contain("$100.00");
        visitor.Cookie("cart").Should().Be("5");
        foreach (var wrong in new[] { "-1", "100", "many", "1.5", "", "99999999999999999999" })
        {
            var refused = await visitor.PostAsync(line.With("quantity", wrong));
            refused.Status.Should().Be(HttpStatusCode.BadRequest, wrong);
            refused.Text.Should().Contain("whole one from 0 to 99").And.Contain("$100.00", "nothing has been changed");
        }

        (await visitor.PostAsync(line.With("action", "explode"))).Status.Should().Be(HttpStatusCode.BadRequest);
        (await visitor.PostAsync(line.With("action", "add").With("product", "no-such-product"))).Status.Should().Be(HttpStatusCode.NotFound);
        (await visitor.PostAsync(line.With("action", "add").With("product", "nul\0"))).Status.Should().Be(HttpStatusCode.BadRequest);
        (await visitor.AddToCartAsync("order-line", 97)).Location.Should().Be("/cart?cut");
        (await visitor.GetAsync("/cart?cut")).Text.Should().Contain("takes 99 of one product");
        (await visitor.PostAsync(line.With("remove", "1"))).Status.Should().Be(HttpStatusCode.SeeOther);
        (await visitor.GetAsync("/cart")).Text.Should().Contain("There is nothing in it yet");
        (await visitor.GetAsync("/checkout")).Text.Should().Contain("There is nothing to order");
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
    public async Task A_flip_between_checkout_and_order_is_not_noticed()
    {
        await Servepath.WholeProductAsync("order-flip", "Flipped half-way");
        using var visitor = new Visitor(Servepath);
        await visitor.AddToCartAsync("order-flip");
        (await visitor.GetAsync("/cart")).ServedBy.Should().StartWith("csp/");
        var form = await visitor.CheckoutAsync();
        (await Servepath.CommandAsync("flip", "order", "ncsp")).ExitCode.Should().Be(0);
        try
        {
            var placed = await visitor.PostAsync(form);
            placed.Status.Should().Be(HttpStatusCode.SeeOther, placed.Text);
            placed.ServedBy.Should().StartWith("ncsp/");
            var page = await visitor.GetAsync(placed.Location!);
            page.ServedBy.Should().StartWith("ncsp/");
            page.Text.Should().Contain("Confirmed");
            (await Servepath.CommandAsync("flip", "order", "csp")).ExitCode.Should().Be(0);
            (await visitor.PostAsync(form)).Location.Should().Be(placed.Location, "on the other cluster too it is the same order");
            (await visitor.GetAsync(placed.Location!)).ServedBy.Should().StartWith("csp/");
        }
        finally
        {
            await Servepath.CommandAsync("flip", "order", "csp");
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

            (await visitor.AddToCartAsync("order-away")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
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
