using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Checkouts;

/// <summary>What has changed since the shopper looked, as the page asks about it.</summary>
/// <param name="Title">The product, or what it concerns.</param>
/// <param name="What">The kind of change.</param>
/// <param name="Before">As the shopper saw it; empty when not known.</param>
/// <param name="Now">As it is.</param>
internal sealed record QuestionModel(string Title, string What, string Before, string Now)
{
    private const int MostTitle = 150;

    public static QuestionModel From(CheckoutQuestion question) => new(
        question.Title.Length > 0 ? Shortened.To(question.Title, MostTitle) : "Your order",
        question.What switch
        {
            CheckoutChange.Price => "the price has changed",
            CheckoutChange.Stock => "there are fewer left",
            CheckoutChange.NotSold => "it is no longer sold",
            CheckoutChange.Arrival => "it would arrive on another day",
            CheckoutChange.Cart => "your cart holds something else than was shown",
            _ => "something has changed",
        },
        question is { What: CheckoutChange.Stock or CheckoutChange.NotSold, Before.Length: > 0 } ? $"{question.Before} asked for" : question.Before,
        question.What is not (CheckoutChange.Stock or CheckoutChange.NotSold) ? question.Now : question.Now == "0" ? "none left" : $"{question.Now} left");
}

/// <summary>A checkout as its page shows it.</summary>
internal sealed record CheckoutModel
{
    public required PageShell Shell { get; init; }

    public required Shopper Shopper { get; init; }

    /// <summary>What the form carries, and what is typed in it.</summary>
    public required CheckoutFields Fields { get; init; }

    /// <summary>What is shown, for the form to carry.</summary>
    public required string Agreed { get; init; }

    public required IReadOnlyList<LineModel> Lines { get; init; }

    public required IReadOnlyList<string> Totals { get; init; }

    /// <summary>When the last of it arrives; null when it cannot be ordered as it stands.</summary>
    public required string? Arrival { get; init; }

    public required bool CanBePlaced { get; init; }

    public IReadOnlyList<QuestionModel> Questions { get; init; } = [];

    /// <summary>What has just been done; null when nothing.</summary>
    public string? Note { get; init; }

    public static CheckoutModel From(PageShell shell, Shopper shopper, CheckoutFields fields, Checkout checkout, CardsRead cards) => new()
    {
        Shell = shell,
        Shopper = shopper,
        Fields = fields,
        Agreed = checkout.Agreed,
        Lines = [.. checkout.Lines.Select(line => LineModel.From(line, cards))],
        Totals = LineModel.TotalsOf(checkout.Totals),
        Arrival = checkout is { CanBePlaced: true, Arrival: { } day } ? LineModel.DayOf(day) : null,
        CanBePlaced = checkout.CanBePlaced,
    };
}

/// <summary>The page of a form that could not be taken now, and may be sent again just as it is.</summary>
internal sealed record AgainModel(PageShell Shell, Shopper Shopper, CheckoutFields Fields);
