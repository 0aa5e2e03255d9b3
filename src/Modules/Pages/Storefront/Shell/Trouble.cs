using System.Diagnostics;
using AspNetCoreGeneratedDocument;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>A way on from a page that cannot be shown.</summary>
internal sealed record Way(string Title, string Address);

/// <summary>A page that says what is wrong and what still works.</summary>
internal sealed record TroubleModel(PageShell Shell, int Status, string Heading, string Text, IReadOnlyList<Way> Ways, string? Trace);

/// <summary>Makes the pages for what is missing, away or broken. Thread-safe.</summary>
internal sealed class Trouble(ShellMaker shells, ILogger<Trouble> logger)
{
    private static readonly Way Home = new("See what is on the shelves", "/");
    private static readonly Way All = new("Look through all products", "/search");

    public PageResult NotFound(HttpContext context) => Page(
        context, StatusCodes.Status404NotFound, "There is no such page", "The address may be old or mistyped. The shop is open all the same.", [Home, All], null);

    public PageResult NoSuchProduct(HttpContext context) => Page(
        context, StatusCodes.Status404NotFound, "This product is not here", "It may have been taken out of the shop, or the address is mistyped.", [Home, All], null);

    /// <summary>503: the page's own data cannot be read now.</summary>
    public PageResult Unavailable(HttpContext context) => Away(
        context, "One moment, please", "This page cannot be read just now. It comes back by itself: try again in a few seconds.",
        [new("Try again", Again(context)), Home]);

    /// <summary>503: the search database does not answer and nothing is kept of this search.</summary>
    public PageResult SearchUnavailable(HttpContext context) => Away(
        context, "Search is resting for a moment",
        "We cannot look for this just now. Searches made lately, the shelves and every product page still work.", [new("Try again", Again(context)), Home]);

    /// <summary>500: a mistake of ours.</summary>
    public PageResult Broken(HttpContext context) => Page(
        context, StatusCodes.Status500InternalServerError, "Something broke on our side", "It has been written down. The rest of the shop works.", [Home, All], TraceOf(context));

    private static string Again(HttpContext context) => context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();

    private static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    // The page shows a trace id, so the log must have a line that carries it.
    private PageResult Away(HttpContext context, string heading, string text, IReadOnlyList<Way> ways)
    {
        Log.PageUnavailable(logger, context.Request.Path, heading);
        return Page(context, StatusCodes.Status503ServiceUnavailable, heading, text, ways, TraceOf(context));
    }

    private PageResult Page(HttpContext context, int status, string heading, string text, IReadOnlyList<Way> ways, string? trace) =>
        new(new Slices_TroubleView { Model = new(shells.For(context.Request, heading), status, heading, text, ways, trace) }, status);
}
