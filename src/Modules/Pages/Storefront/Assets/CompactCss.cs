using System.Text;

namespace Servepath.Pages.Storefront.Assets;

/// <summary>
/// A style sheet without what only its authors need: comments, and white space that separates nothing. Strings stay as they
/// are; a space before a colon stays too, since it may stand between two selectors.
/// </summary>
internal static class CompactCss
{
    private const string NoSpaceAfter = "{};,:>";
    private const string NoSpaceBefore = "{};,>";

    public static string Of(string css)
    {
        var compact = new StringBuilder(css.Length);
        var space = false;
        for (var i = 0; i < css.Length; i++)
        {
            if (css[i] == '/' && i + 1 < css.Length && css[i + 1] == '*')
            {
                var end = css.IndexOf("*/", i + 2, StringComparison.Ordinal);
                i = end < 0 ? css.Length : end + 1;
                space = true;
            }
            else if (char.IsWhiteSpace(css[i]))
            {
                space = true;
            }
            else
            {
                var isSpaced = space && compact.Length > 0 && !NoSpaceAfter.Contains(compact[^1]) && !NoSpaceBefore.Contains(css[i]);
                compact.Append(isSpaced ? " " : string.Empty);
                space = false;
                if (css[i] == '}' && compact.Length > 0 && compact[^1] == ';')
                {
                    compact.Length--;
                }

                var last = css[i] is '"' or '\'' ? EndOfString(css, i) : i;
                compact.Append(css, i, last - i + 1);
                i = last;
            }
        }

        return compact.ToString();
    }

    private static int EndOfString(string css, int start)
    {
        for (var i = start + 1; i < css.Length; i++)
        {
            if (css[i] == '\\')
            {
                i++;
            }
            else if (css[i] == css[start])
            {
                return i;
            }
        }

        return css.Length - 1;
    }
}
