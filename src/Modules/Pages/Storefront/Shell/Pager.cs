namespace Servepath.Pages.Storefront.Shell;

/// <summary>Real pages with addresses of their own.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="Address">The address of a page.</param>
internal sealed record Pager(int Page, int Pages, Func<int, string> Address)
{
    public string? Previous => Page > 1 ? Address(Page - 1) : null;

    public string? Next => Page < Pages ? Address(Page + 1) : null;
}
