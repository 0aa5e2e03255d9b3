using System.Collections.Frozen;
using System.Globalization;

namespace Servepath.Domains.Pricing;

/// <summary>The currencies that prices may have, with their minor digits (ISO 4217). Thread-safe.</summary>
public static class Currencies
{
    private static readonly FrozenDictionary<string, (int Digits, string Symbol)> Known = new Dictionary<string, (int, string)>
    {
        ["AED"] = (2, "AED "), ["ARS"] = (2, "AR$"), ["AUD"] = (2, "A$"), ["BGN"] = (2, "BGN "), ["BHD"] = (3, "BHD "), ["BRL"] = (2, "R$"),
        ["CAD"] = (2, "CA$"), ["CHF"] = (2, "CHF "), ["CLP"] = (0, "CLP "), ["CNY"] = (2, "CN¥"), ["COP"] = (2, "COP "), ["CZK"] = (2, "CZK "),
        ["DKK"] = (2, "DKK "), ["EGP"] = (2, "EGP "), ["EUR"] = (2, "€"), ["GBP"] = (2, "£"), ["HKD"] = (2, "HK$"), ["HUF"] = (2, "HUF "),
        ["IDR"] = (2, "IDR "), ["ILS"] = (2, "₪"), ["INR"] = (2, "₹"), ["ISK"] = (0, "ISK "), ["JOD"] = (3, "JOD "), ["JPY"] = (0, "¥"),
        ["KRW"] = (0, "₩"), ["KWD"] = (3, "KWD "), ["MXN"] = (2, "MX$"), ["MYR"] = (2, "MYR "), ["NOK"] = (2, "NOK "), ["NZD"] = (2, "NZ$"),
        ["PEN"] = (2, "PEN "), ["PHP"] = (2, "₱"), ["PLN"] = (2, "PLN "), ["PYG"] = (0, "PYG "), ["QAR"] = (2, "QAR "), ["RON"] = (2, "RON "),
        ["RUB"] = (2, "RUB "), ["SAR"] = (2, "SAR "), ["SEK"] = (2, "SEK "), ["SGD"] = (2, "S$"), ["THB"] = (2, "THB "), ["TRY"] = (2, "TRY "),
        ["TWD"] = (2, "NT$"), ["UAH"] = (2, "UAH "), ["USD"] = (2, "$"), ["UYU"] = (2, "UYU "), ["VND"] = (0, "₫"), ["ZAR"] = (2, "R"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="code"/> is one of them; upper case.</summary>
    public static bool IsKnown(string code) => Known.ContainsKey(code);

    /// <summary>Minor digits: 2 for most, none for KRW and JPY. Two for a currency that is not known.</summary>
    public static int Digits(string code) => Known.TryGetValue(code, out var currency) ? currency.Digits : 2;

    /// <summary>Whether <paramref name="amount"/> has no more digits than the currency.</summary>
    public static bool Fits(string code, decimal amount) => decimal.Round(amount, Digits(code)) == amount;

    /// <summary>
    /// <paramref name="amount"/> with exactly the digits of its currency: 99.9 USD becomes 99.90, 12900.00 KRW becomes
    /// 12900. JSON and text then show the same digits. An amount that does not fit is rounded.
    /// </summary>
    public static decimal Scale(string code, decimal amount)
    {
        var digits = (byte)Digits(code);
        return decimal.Round(amount, digits) + new decimal(0, 0, 0, false, digits);
    }

    /// <summary>As people write it: <c>$1,299.00</c>, <c>₩12,900</c>.</summary>
    public static string Format(string code, decimal amount) =>
        (Known.TryGetValue(code, out var currency) ? currency.Symbol : code + " ")
        + amount.ToString("N" + Digits(code).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
