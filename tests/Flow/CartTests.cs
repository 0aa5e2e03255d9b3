using System.Net;

namespace Servepath.Tests.Flow;

/// <summary>The cart as a plain client sees it.</summary>
[Collection(nameof(OneShop))]
public class CartTests(OneProcess process)
{
    private RunningServepath Servepath => process.Servepath;

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
}
