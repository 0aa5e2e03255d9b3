using System.Diagnostics;
using System.Globalization;
using AspNetCoreGeneratedDocument;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Regions;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>A way on from a page that cannot be shown.</summary>
internal sealed record Way(string Title, string Address);

/// <summary>A form as it came.</summary>
/// <param name="Address">Where it was sent.</param>
/// <param name="Fields">What it said.</param>
internal sealed record FormAgain(string Address, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>A page that says what is wrong and what still works.</summary>
internal sealed record TroubleModel(PageShell Shell, int Status, string Heading, string Text, IReadOnlyList<Way> Ways, string? Trace)
{
    /// <summary>The form that could not be taken, to be sent again as it came; null when there was none.</summary>
    public FormAgain? Form { get; init; }

    /// <summary>Searches that still work.</summary>
    public IReadOnlyList<Way> Searches { get; init; } = [];

    /// <summary>Products that can still be looked at.</summary>
    public IReadOnlyList<Card> Products { get; init; } = [];
}

/// <summary>Makes the pages for what is missing, away or broken. Thread-safe.</summary>
internal sealed class Trouble(ShellMaker shells, ILogger<Trouble> logger)
{
    private static readonly Way Home = new("See what is on the shelves", "/");
    private static readonly Way All = new("Look through all products", "/search");

    public PageResult NotFound(HttpContext context) => Page(
        context, StatusCodes.Status404NotFound, "There is no such page", "The address may be old or mistyped. The shop is open all the same.", [Home, All], null);

    public PageResult NoSuchProduct(HttpContext context) => Page(
        context, StatusCodes.Status404NotFound, "This product is not here", "It may have been taken out of the shop, or the address is mistyped.", [Home, All], null);

    /// <summary>404: nobody's order, or somebody else's.</summary>
    public PageResult NoSuchOrder(HttpContext context) => Page(
        context, StatusCodes.Status404NotFound, "There is no such order here", "An order is shown in the browser that placed it. The address may also be mistyped.", [new("See your orders", "/orders"), Home], null);

    /// <summary>409: the form has come to an order already, with another address, region or payment.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="order">The order that stands.</param>
    public PageResult FormOfAnotherOrder(HttpContext context, string order) => Page(
        context, StatusCodes.Status409Conflict, "This form has been ordered already",
        "It was sent before with another address, region or payment, and that order stands. Nothing more has been ordered, and nothing has been changed.",
        [new("See that order", $"/orders/{order}"), new("See your cart", "/cart")], null);

    /// <summary>409: it is with the carrier.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="order">The order.</param>
    public PageResult HandedOver(HttpContext context, string order) => Page(
        context, StatusCodes.Status409Conflict, "This order is on its way",
        "It has been handed over to delivery, so it can no longer be cancelled. Nothing has been changed.",
        [new("See the order", $"/orders/{order}"), Home], null);

    /// <summary>503: carts and orders cannot be read or changed now. The page carries the form that was sent, if one was.</summary>
    public PageResult OrderingUnavailable(HttpContext context)
    {
        const string Heading = "Carts and orders are resting for a moment";
        Log.PageUnavailable(logger, context.Request.Path, Heading);
        var form = FormOf(context);
        return Page(Model(
            context, StatusCodes.Status503ServiceUnavailable, Heading,
            "Nothing is lost: your cart and your orders are kept, and nothing is ordered or paid twice. The shelves, search and every product page still work.",
            [form is null ? new("Try again", Again(context)) : new("See your cart", "/cart"), Home], TraceOf(context)) with
        {
            Form = form,
        });
    }

    /// <summary>503: the page's own data cannot be read now.</summary>
    public PageResult Unavailable(HttpContext context) => Away(
        context, "One moment, please", "This page cannot be read just now. It comes back by itself: try again in a few seconds.",
        [new("Try again", Again(context)), Home]);

    /// <summary>503: the search database does not answer and nothing is kept of this search.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="products">What can be shown all the same.</param>
    /// <param name="searches">Searches that are answered all the same.</param>
    public PageResult SearchUnavailable(HttpContext context, IReadOnlyList<Card> products, IReadOnlyList<Way> searches)
    {
        const string Heading = "Search is resting for a moment";
        Log.PageUnavailable(logger, context.Request.Path, Heading);
        return Page(Model(
            context, StatusCodes.Status503ServiceUnavailable, Heading,
            "We cannot look for this just now. Searches made lately, the shelves and every product page still work.", [new("Try again", Again(context)), Home], TraceOf(context)) with
        {
            Products = products,
            Searches = searches,
        });
    }

    /// <summary>400: what was sent is no form, or too large for one.</summary>
    public PageResult NoForm(HttpContext context, int mostKilobytes) => BadForm(
        context, string.Create(CultureInfo.InvariantCulture, $"It must come as application/x-www-form-urlencoded, with at most {mostKilobytes} KB."));

    /// <summary>400: a form that no page of ours sends.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="right">What would be right.</param>
    public PageResult BadForm(HttpContext context, string right) => Page(
        context, StatusCodes.Status400BadRequest, "This form cannot be read", $"Nothing has been changed. {right}", [BackToForm(context), Home], null);

    /// <summary>403: the browser says that the form came from another site.</summary>
    public PageResult FormOfAnotherHost(HttpContext context) => Page(
        context, StatusCodes.Status403Forbidden, "This form came from another site",
        "Nothing has been changed. To do this, open the page here in the shop and send its form.", [Home], null);

    /// <summary>403: no cookie, or not the token that goes with it.</summary>
    public PageResult FormOfAnotherVisit(HttpContext context) => Page(
        context, StatusCodes.Status403Forbidden, "This form belongs to another visit",
        "Nothing has been changed. The page was open for very long, or your browser had not kept our cookie. Open the page again and send the form once more; the shop needs its cookie to know whose cart is whose.",
        [BackToForm(context), Home], null);

    /// <summary>405: nothing of this kind can be sent here.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="allow">The methods that the address knows, as the header says them.</param>
    public PageResult WrongMethod(HttpContext context, string allow)
    {
        context.Response.Headers.Allow = allow;
        return Page(
            context, StatusCodes.Status405MethodNotAllowed, "This cannot be done here", $"This address takes {allow}, not {context.Request.Method}. Nothing has been changed.", [Home, All], null);
    }

    /// <summary>500: a mistake of ours.</summary>
    public PageResult Broken(HttpContext context) => Page(
        context, StatusCodes.Status500InternalServerError, "Something broke on our side", "It has been written down. The rest of the shop works.", [Home, All], TraceOf(context));

    private static string Again(HttpContext context) => context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();

    // Where the form was, when the browser says so and it was here.
    private static Way BackToForm(HttpContext context) =>
        Uri.TryCreate(context.Request.Headers.Referer.ToString(), UriKind.Absolute, out var from)
            && string.Equals(from.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
            ? new("Open the page again", LocalAddress.OrHome(from.PathAndQuery))
            : new("See your cart", "/cart");

    // Forms are read and found to be ours before they are taken; what was refused there does not come here.
    private static FormAgain? FormOf(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType
            ? new(context.Request.Path.ToUriComponent(), [.. context.Request.Form.Select(field => KeyValuePair.Create(field.Key, field.Value.ToString()))])
            : null;

    private static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    // The page shows a trace id, so the log must have a line that carries it.
    private PageResult Away(HttpContext context, string heading, string text, IReadOnlyList<Way> ways)
    {
        Log.PageUnavailable(logger, context.Request.Path, heading);
        return Page(context, StatusCodes.Status503ServiceUnavailable, heading, text, ways, TraceOf(context));
    }

    private PageResult Page(HttpContext context, int status, string heading, string text, IReadOnlyList<Way> ways, string? trace) =>
        Page(Model(context, status, heading, text, ways, trace));

    private TroubleModel Model(HttpContext context, int status, string heading, string text, IReadOnlyList<Way> ways, string? trace)
    {
        var shell = shells.For(context.Request, heading);

        // Who chooses a region here comes back by GET, which addresses that only take a form refuse.
        var isShown = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return new(isShown ? shell : shell with { Address = BackToForm(context).Address }, status, heading, text, ways, trace);
    }

    private static PageResult Page(TroubleModel model) => new(new Slices_TroubleView { Model = model }, model.Status);
}
