using System.Globalization;
using System.Text;
using Servepath.Domains.Reviews;

namespace Servepath.Pages.Storefront.Reviewing;

/// <summary>Which reviews an address asks for. Every state is an address; what is usual is left out of it.</summary>
/// <param name="Order">How they are sorted.</param>
/// <param name="Stars">Only these, 1 to 5; null for all.</param>
/// <param name="Page">From 1.</param>
internal sealed record ReviewsQuery(ReviewOrder Order, int? Stars, int Page)
{
    public static readonly ReviewsQuery Usual = new(ReviewOrder.Helpful, null, 1);

    /// <summary>What is wrong with the address it was read from; null when nothing is.</summary>
    public string? Mistake { get; private init; }

    /// <summary>Reads <c>sort</c>, <c>stars</c> and <c>page</c>; what cannot be understood is said and left out.</summary>
    public static ReviewsQuery Read(IQueryCollection query)
    {
        var mistakes = new List<string>(3);
        var sort = query["sort"].ToString();
        var order = Named(sort);
        if (order is null)
        {
            mistakes.Add("There is no such order: reviews come as helpful, newest, highest or lowest.");
        }

        return new(order ?? ReviewOrder.Helpful, Number("stars", 5, "Stars go from 1 to 5."), Number("page", 100_000, "Pages are counted from 1.") ?? 1)
        {
            Mistake = mistakes.Count == 0 ? null : string.Join(' ', mistakes),
        };

        int? Number(string name, int most, string right)
        {
            var text = query[name].ToString();
            if (text.Length == 0)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            {
                return number;
            }

            mistakes.Add(right);
            return null;
        }
    }

    public static string Name(ReviewOrder order) => order switch
    {
        ReviewOrder.Newest => "newest",
        ReviewOrder.Highest => "highest",
        ReviewOrder.Lowest => "lowest",
        _ => "helpful",
    };

    /// <summary>The address of this choice among the reviews of a product.</summary>
    public string Address(string product)
    {
        var address = new StringBuilder("/products/").Append(product).Append("/reviews");
        var mark = '?';
        if (Order != ReviewOrder.Helpful)
        {
            Add("sort", Name(Order));
        }

        if (Stars is { } stars)
        {
            Add("stars", stars.ToString(CultureInfo.InvariantCulture));
        }

        if (Page > 1)
        {
            Add("page", Page.ToString(CultureInfo.InvariantCulture));
        }

        return address.ToString();

        void Add(string name, string value)
        {
            address.Append(mark).Append(name).Append('=').Append(value);
            mark = '&';
        }
    }

    private static ReviewOrder? Named(string name) => name switch
    {
        "" or "helpful" => ReviewOrder.Helpful,
        "newest" => ReviewOrder.Newest,
        "highest" => ReviewOrder.Highest,
        "lowest" => ReviewOrder.Lowest,
        _ => null,
    };
}
