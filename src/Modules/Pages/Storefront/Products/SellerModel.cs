using System.Globalization;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Products;

/// <summary>Body of the group <c>profile</c> of the serving domain <c>seller</c>, as far as pages show it. It is written by a team outside: everything may be missing.</summary>
internal sealed record SellerProfile(string? Name, int? Since, string? ShipsFrom, string? About)
{
    public const string Group = "profile";
}

/// <summary>Body of the group <c>shipping_score</c>, as far as pages show it.</summary>
internal sealed record ShippingScore(decimal? OnTimePercent)
{
    public const string Group = "shipping_score";
}

/// <summary>Who sells a product.</summary>
/// <param name="Name">Not empty.</param>
/// <param name="About">In the seller's words; may be empty.</param>
/// <param name="Facts">Short ones.</param>
internal sealed record SellerModel(string Name, string About, IReadOnlyList<string> Facts)
{
    private const int MostName = 100;
    private const int MostAbout = 300;
    private const int MostPlace = 60;

    /// <summary>Null when the profile has no name.</summary>
    public static SellerModel? From(SellerProfile? profile, ShippingScore? score)
    {
        if (string.IsNullOrWhiteSpace(profile?.Name))
        {
            return null;
        }

        var facts = new List<string>(3);
        if (profile.Since is > 0 and < 10_000)
        {
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"Selling since {profile.Since}"));
        }

        if (!string.IsNullOrWhiteSpace(profile.ShipsFrom))
        {
            facts.Add($"Ships from {Shortened.To(profile.ShipsFrom, MostPlace)}");
        }

        if (score?.OnTimePercent is { } percent and >= 0 and <= 100)
        {
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"{percent:0.#}% sent on time"));
        }

        return new(Shortened.To(profile.Name, MostName), Shortened.To(profile.About ?? string.Empty, MostAbout), facts);
    }
}
