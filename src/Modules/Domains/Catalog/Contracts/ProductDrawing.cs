using System.Globalization;
using System.Text;

namespace Servepath.Domains.Catalog;

/// <summary>From where a product is drawn.</summary>
public enum DrawingView
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>A part of it from near by.</summary>
    Close,

    /// <summary>All of it, smaller, in other light.</summary>
    Evening,
}

/// <summary>
/// A drawn picture for any product, for those without one that can be reached. Pure: the same product always looks the
/// same, and its thing (a mug, a lamp, a shoe) is told from title and category; what is not known comes in a parcel.
/// </summary>
public static class ProductDrawing
{
    /// <summary>Width and height of a drawing, in pixels.</summary>
    public const int Size = 600;

    /// <summary>Where the site serves the drawing of a product.</summary>
    public static string Path(string id, DrawingView view = DrawingView.Whole) =>
        $"/images/drawn/{Uri.EscapeDataString(id)}.svg{view switch { DrawingView.Close => "?view=close", DrawingView.Evening => "?view=evening", _ => string.Empty }}";

    /// <summary>Draws a product as an SVG document of 2 to 4 KB.</summary>
    /// <param name="id">Chooses the colours.</param>
    /// <param name="category">From the widest to the narrowest; may be empty.</param>
    /// <param name="title">Says what the thing is; also the drawing's name for those who do not see it. May be empty.</param>
    /// <param name="view">From where.</param>
    public static string Draw(string id, IReadOnlyList<string> category, string title, DrawingView view = DrawingView.Whole)
    {
        var hash = Hash(id);
        var hue = hash % 360;
        var backdrop = (hue + 150 + (hash >> 9) % 60) % 360;
        var (box, light) = view switch
        {
            DrawingView.Close => ("140 130 300 300", 95),
            DrawingView.Evening => ("-90 -110 780 780", 40),
            _ => ("0 0 600 600", 95),
        };
        var shape = new StringBuilder(DrawingShapes.Find(category, title))
            .Replace("{main}", Colour(hue, 52, 52))
            .Replace("{dark}", Colour(hue, 50, 38))
            .Replace("{light}", Colour(hue, 58, 70))
            .Replace("{pale}", Colour(hue, 55, 86))
            .Replace("{accent}", Colour((hue + 165) % 360, 62, 58))
            .Replace("{ink}", Colour(hue, 28, 20));
        var turn = (int)((hash >> 17) % 9) - 4;
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Size}" height="{Size}" viewBox="{box}" role="img">
            <title>{Escape(title)}</title>
            <defs>
            <linearGradient id="b" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{Colour(backdrop, 48, light)}"/><stop offset="1" stop-color="{Colour(backdrop, 42, light - 13)}"/></linearGradient>
            <linearGradient id="s" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#fff" stop-opacity=".28"/><stop offset=".45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".16"/></linearGradient>
            </defs>
            <rect x="-100" y="-120" width="800" height="800" fill="url(#b)"/>
            <circle cx="300" cy="290" r="212" fill="#fff" opacity=".42"/>
            <ellipse cx="300" cy="478" rx="168" ry="20" fill="{Colour(backdrop, 30, 40)}" opacity=".2"/>
            <g transform="rotate({turn} 300 300)" stroke-linecap="round" stroke-linejoin="round">{shape}</g>
            </svg>
            """);
    }

    private static string Colour(uint hue, int saturation, int lightness) => string.Create(CultureInfo.InvariantCulture, $"hsl({hue},{saturation}%,{lightness}%)");

    private static string Escape(string text) => System.Security.SecurityElement.Escape(new string([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c < '\uFFFE')])) ?? string.Empty;

    // FNV-1a: the runtime's own hash differs from one process to the next.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        hash ^= hash >> 15;
        hash = unchecked(hash * 2246822519u);
        return hash ^ (hash >> 13);
    }
}
