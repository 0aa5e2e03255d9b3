using System.IO.Hashing;
using System.Text;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>
/// The entity tag of a page: a hash of its bytes. On a page with forms the token in them is left out of that hash and hashed
/// by itself behind a dot, so that a visitor who shows no cookie still hears that nothing else has changed.
/// </summary>
internal readonly record struct PageTag
{
    private const char Dot = '.';

    private readonly string content;
    private readonly string? owner;
    private readonly bool isOwnerNew;

    private PageTag(string content, string? owner, bool isOwnerNew) => (this.content, this.owner, this.isOwnerNew) = (content, owner, isOwnerNew);

    public static PageTag Of(ReadOnlySpan<byte> page, Shopper? formsOf)
    {
        if (formsOf is null)
        {
            return new(Convert.ToHexStringLower(XxHash128.Hash(page)), null, false);
        }

        Span<byte> token = stackalloc byte[Encoding.ASCII.GetMaxByteCount(formsOf.FormToken.Length)];
        token = token[..Encoding.ASCII.GetBytes(formsOf.FormToken, token)];
        var hash = new XxHash128();
        for (var at = page.IndexOf(token); at >= 0; at = page.IndexOf(token))
        {
            hash.Append(page[..at]);
            page = page[(at + token.Length)..];
        }

        hash.Append(page);
        return new(Convert.ToHexStringLower(hash.GetCurrentHash()), Convert.ToHexStringLower(XxHash3.Hash(token)), formsOf.IsNew);
    }

    /// <summary>Whether the request says that it has this page already.</summary>
    public bool IsKnownTo(HttpRequest request)
    {
        foreach (var known in request.GetTypedHeaders().IfNoneMatch)
        {
            var tag = known.Tag.AsSpan().Trim('"');
            var dot = tag.IndexOf(Dot);
            if (tag is "*" || (isOwnerNew && dot >= 0 ? tag[..dot].SequenceEqual(content) : tag.SequenceEqual(Whole)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As the header says it.</summary>
    public override string ToString() => $"\"{Whole}\"";

    private string Whole => owner is null ? content : $"{content}{Dot}{owner}";
}
