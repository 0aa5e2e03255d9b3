using System.Security.Cryptography;
using System.Text;

namespace Servepath.Domains.Shelves;

/// <summary>Names of categories as titles and as keys. Pure.</summary>
internal static class Categories
{
    private const int MostSlug = 80;

    /// <summary>For people: begins with a capital.</summary>
    public static string Title(string category) => char.ToUpperInvariant(category[0]) + category[1..];

    /// <summary>Lower-case ASCII letters, digits and single hyphens; a name in another script gets a short hash, so that it has a key all the same.</summary>
    public static string Slug(string category)
    {
        var slug = new StringBuilder();
        var foreign = false;
        foreach (var c in category.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else
            {
                foreign |= char.IsLetterOrDigit(c);
                if (slug.Length > 0 && slug[^1] != '-')
                {
                    slug.Append('-');
                }
            }
        }

        var text = slug.ToString().Trim('-');
        text = text.Length > MostSlug ? text[..MostSlug].Trim('-') : text;
        if (!foreign && text.Length > 0)
        {
            return text;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(category)))[..8];
        return text.Length == 0 ? hash : $"{text}-{hash}";
    }
}
