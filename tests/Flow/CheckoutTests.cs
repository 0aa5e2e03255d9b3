using System.Net;

namespace Servepath.Tests.Flow;

/// <summary>The checkout form: what it asks, what it keeps, and what it does not take.</summary>
[Collection(nameof(OneShop))]
public class CheckoutTests(OneProcess process)
{
    private RunningServepath Servepath => process.Servepath;

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
        told.Text.Should().Contain("The last of its kind").And.Contain("none left").And.Contain("Change my order to what is left").And.NotContain("All of it arrives");
        told.Html.Should().Contain("<b class=\"sum\"></b>", "what cannot be had costs nothing, so that the total is the sum of what is shown");
        var fitted = await loser.PostAsync(Form.AllOf(told.Html)[0].With("fit", "1"));
        fitted.Status.Should().Be(HttpStatusCode.OK);
        fitted.Text.Should().Contain("One of many").And.NotContain("The last of its kind").And.Contain("Place the order");
        Form.AllOf(fitted.Html)[0].Fields["address"].Should().Be("1 Test Street\nTown");
        (await loser.PostAsync(Form.AllOf(fitted.Html)[0])).Status.Should().Be(HttpStatusCode.SeeOther);
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
}
