using System.Globalization;
using System.Security.Cryptography;
using Servepath.Domains.Ordering;

namespace Servepath.Pages.Storefront.Checkouts;

/// <summary>What a checkout form says, read.</summary>
/// <param name="Key">The idempotency key that was made with the form.</param>
/// <param name="Agreed">What the shopper saw; empty when the form does not say it.</param>
/// <param name="Region">Where it goes, as shown; empty when the form does not say it.</param>
/// <param name="Address">As typed, without what no address has (control characters).</param>
/// <param name="Payment">What the stand-in shall do.</param>
internal sealed record CheckoutFields(string Key, string Agreed, string Region, string Address, PaymentChoice Payment)
{
    /// <summary>Most characters of an address.</summary>
    public const int LongestAddress = 1000;

    private const int LongestKey = 64;

    /// <summary>The ways to pay, as the form names them.</summary>
    public static readonly IReadOnlyList<(PaymentChoice Choice, string Name, string Title, string Text)> Payments =
    [
        (PaymentChoice.Accept, "accept", "Accept", "The payment goes through."),
        (PaymentChoice.Refuse, "refuse", "Refuse", "The payment is refused, and nothing is ordered."),
        (PaymentChoice.Slow, "slow", "Slow", "The payment takes a while; the order completes by itself."),
        (PaymentChoice.Down, "down", "Down", "The payment cannot be reached; the order waits and can be paid again."),
    ];

    /// <summary>What is wrong with the address; null when nothing is.</summary>
    public string? AddressMistake { get; private init; }

    /// <summary>What is wrong with the payment; null when nothing is.</summary>
    public string? PaymentMistake { get; private init; }

    public bool HasMistake => AddressMistake is not null || PaymentMistake is not null;

    /// <summary>The fields of a form that is shown for the first time.</summary>
    public static CheckoutFields New() => new(NewKey(), string.Empty, string.Empty, string.Empty, PaymentChoice.Accept);

    /// <summary>Reads a form; null when it has no key, as none of ours.</summary>
    public static CheckoutFields? From(IFormCollection form)
    {
        var key = form["key"].ToString();
        if (key.Length is 0 or > LongestKey || key.Any(character => !char.IsAsciiLetterOrDigit(character)))
        {
            return null;
        }

        var address = Cleaned(form["address"].ToString());
        var name = form["payment"].ToString();
        var payment = PaymentNamed(name);
        return new(key, Cleaned(form["agreed"].ToString()), form["region"].ToString(), address, payment ?? PaymentChoice.Accept)
        {
            AddressMistake = address.Length == 0 ? "Please say where it should be delivered."
                : address.Length > LongestAddress ? string.Create(CultureInfo.InvariantCulture, $"This address has {address.Length:N0} characters; {LongestAddress:N0} is the most.")
                : null,
            PaymentMistake = payment is null ? $"Please choose one of {string.Join(", ", Payments.Select(one => one.Name))}." : null,
        };
    }

    /// <summary>The payment called <paramref name="name"/>: accepted when nothing is said, null when it is none.</summary>
    public static PaymentChoice? PaymentNamed(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return PaymentChoice.Accept;
        }

        foreach (var one in Payments)
        {
            if (one.Name == name)
            {
                return one.Choice;
            }
        }

        return null;
    }

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    // Browsers send line ends as two characters and count them as one. Other control characters cannot be kept.
    private static string Cleaned(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Where(character => character is '\n' or '\t' || !char.IsControl(character))).Trim();
}
