using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Servepath.Pages.Storefront.Live;

/// <summary>
/// What a page has of an offer, in so few characters that it can name forty of them in an address: the row's revision and
/// a print (30 bits, five characters) of each of price, stock, date and staleness. The revision alone would not do: a sale
/// that begins by the clock, or a date that moves, changes what is shown without a change of the row.
/// </summary>
/// <param name="Revision">The merged row's.</param>
/// <param name="Prints">Twenty characters.</param>
internal readonly record struct OfferMark(long Revision, string Prints)
{
    private const int Parts = 4;
    private const int PrintLength = 5;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly OfferFields[] FieldsOfParts = [OfferFields.Price, OfferFields.Stock, OfferFields.Date, OfferFields.StaleText];

    public static OfferMark Of(long revision, ShownOffer shown) => new(revision, string.Create(Parts * PrintLength, shown, static (prints, shown) =>
    {
        Print(prints, Hash(shown.OffText, Hash(shown.ListText, Hash(shown.PayText, 1))));
        Print(prints[PrintLength..], Hash(shown.FewText, Hash(shown.StockText, shown.SoldOut ? 2u : 3u)));
        Print(prints[(2 * PrintLength)..], Hash(shown.Promise, Hash(shown.ArrivalText, 4)));
        Print(prints[(3 * PrintLength)..], Hash(shown.StaleText, 5));
    }));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out OfferMark mark)
    {
        mark = default;
        var end = text.IndexOf('-');
        if (end < 0 || text.Length - end - 1 != Parts * PrintLength || !long.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            return false;
        }

        mark = new(revision, text[(end + 1)..].ToString());
        return true;
    }

    /// <summary>The fields that one who has <paramref name="known"/> must be told; whole parts, since a print tells no more.</summary>
    public OfferFields DifferencesFrom(OfferMark known)
    {
        var fields = OfferFields.None;
        for (var i = 0; i < Parts; i++)
        {
            if (!Prints.AsSpan(i * PrintLength, PrintLength).SequenceEqual(known.Prints.AsSpan(i * PrintLength, PrintLength)))
            {
                fields |= FieldsOfParts[i];
            }
        }

        return fields;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision}-{Prints}");

    private static ulong Hash(string? text, ulong before) =>
        text is null ? before * 31 : XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), unchecked((long)before));

    private static void Print(Span<char> print, ulong hash)
    {
        for (var i = 0; i < PrintLength; i++)
        {
            print[i] = Alphabet[(int)(hash & 63)];
            hash >>= 6;
        }
    }
}
