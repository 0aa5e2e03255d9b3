using System.Text;
using CsCheck;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Pages.Storefront.Cards;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class DrawnCardsTests
{
    [Fact]
    public async Task A_card_is_drawn_once_while_nothing_of_it_changes()
    {
        var drawn = new DrawnCards();
        var row = Row("lamp-1", 7, Samples.OnSale, []);

        var first = await drawn.GetAsync(row, "west");
        var again = await drawn.GetAsync(Row("lamp-1", 7, Samples.OnSale with { }, []), "west");

        again.Should().BeSameAs(first, "a row that was read anew and says the same is the same card");
        Encoding.UTF8.GetString(first!.Html.Span).Should().StartWith("<li class=\"card\"").And.Contain("$99.50").And.EndWith("</li>\n");
    }

    [Fact]
    public async Task A_card_has_a_button_where_a_page_has_its_form_and_hides_it_while_it_cannot_be_bought()
    {
        var drawn = new DrawnCards();

        var sold = (await drawn.GetAsync(Row("lamp-2", 7, Samples.SoldOut, []), "west"))!;
        var sale = (await drawn.GetAsync(Row("lamp-1", 7, Samples.OnSale, []), "west"))!;

        Encoding.UTF8.GetString(sale.Html.Span).Should().NotContain("<button");
        Encoding.UTF8.GetString(sale.HtmlToBuy.Span).Should().MatchRegex("<button [^>]*form=\"add\" name=\"product\" value=\"lamp-1\"[^>]*>Add to cart</button>").And.NotMatchRegex("<button [^>]* hidden");
        Encoding.UTF8.GetString(sold.HtmlToBuy.Span).Should().MatchRegex("<button [^>]*value=\"lamp-2\"[^>]* hidden[^>]*>");
    }

    [Fact]
    public async Task Whatever_was_kept_a_card_says_what_its_row_says_now()
    {
        var drawn = new DrawnCards();
        var state = Gen.Select(
            Gen.OneOfConst("a", "b", "c"),
            Gen.OneOfConst("west", "northeast"),
            Gen.Long[1, 4],
            Gen.OneOfConst(Samples.OnSale, Samples.OnSale with { PayText = "$98.00" }, Samples.OnSale with { ArrivalText = "Arrives today" }, Samples.SoldOut),
            Gen.OneOfConst<string[]>([], ["stock"], ["price", "stock"]));
        await state.Array[1, 40].SampleAsync(
            async states =>
            {
                foreach (var (id, region, revision, offer, stale) in states)
                {
                    var row = Row(id, revision, offer, stale);
                    var card = (await drawn.GetAsync(row, region))!;
                    var anew = (await new DrawnCards().GetAsync(row, region))!;
                    (card with { Html = default, HtmlToBuy = default }).Should().Be(anew with { Html = default, HtmlToBuy = default });
                    card.Html.Span.SequenceEqual(anew.Html.Span).Should().BeTrue();
                    card.HtmlToBuy.Span.SequenceEqual(anew.HtmlToBuy.Span).Should().BeTrue();
                }
            },
            iter: 50,
            threads: 1);
    }

    // As in the serving layer, a revision says which details and rating a row has; offer and staleness come and go by themselves.
    private static FakeRow Row(string id, long revision, Offer offer, string[] stale) => new(
        "product",
        id,
        revision,
        new Dictionary<string, object> { ["details"] = Samples.Details($"{id} {revision}"), ["rating"] = new Rating((int)revision, 4 * revision, [0, 0, 0, (int)revision, 0]) },
        region => offer with { Region = region })
    {
        Stale = stale,
    };
}
