using CsCheck;
using Servepath.Pages.Storefront.Live;

namespace Servepath.Tests.Unit.Pages.Storefront.Live;

public sealed class OfferMarkTests
{
    private static readonly Gen<string?> Words = Gen.OneOfConst<string?>(null, "", "$1", "$2", "3 left", "Arrives today");

    private static readonly Gen<ShownOffer> Shown =
        from prices in Gen.Select(Words, Words, Words)
        from stock in Gen.Select(Words, Words, Gen.Bool)
        from date in Gen.Select(Words, Words, Words)
        select new ShownOffer(prices.Item1, prices.Item2, prices.Item3, stock.Item1 ?? "In stock", stock.Item2, date.Item1, date.Item2 ?? "In stock", stock.Item3, date.Item3);

    [Fact]
    public void A_mark_names_every_part_in_which_two_offers_differ_and_no_other() =>
        Gen.Select(Shown, Shown).Sample((had, has) =>
        {
            var told = OfferMark.Of(2, has).DifferencesFrom(OfferMark.Of(1, had));
            var differs = has.DifferencesFrom(had);
            (differs & ~told).Should().Be(OfferFields.None, "what differs is told");
            foreach (var part in new[] { OfferFields.Price, OfferFields.Stock, OfferFields.Date, OfferFields.StaleText })
            {
                (told & part).Should().Be((differs & part) == OfferFields.None ? OfferFields.None : part);
            }
        });

    [Fact]
    public void A_mark_survives_its_way_through_an_address() =>
        Gen.Select(Shown, Gen.Long[0, 1_000_000_000_000_000]).Sample((shown, revision) =>
        {
            var mark = OfferMark.Of(revision, shown);
            var text = mark.ToString();
            Uri.EscapeDataString(text).Should().Be(text);
            OfferMark.TryParse(text, out var read).Should().BeTrue();
            read.Should().Be(mark);
        });

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("12-short")]
    [InlineData("-AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("x-AAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_mark_is_not_taken_for_one(string text) => OfferMark.TryParse(text, out _).Should().BeFalse();
}
