using Npgsql;
using Servepath.Domains.Pricing;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Following;

/// <summary>Applies the group <c>price</c>: every body of its schedule, with the time for which it holds.</summary>
internal static class Prices
{
    private const string Upsert = """
        with raised as (
            update search.products p set price_version = n.version, revision = (select revision from search.position)
            from unnest($1, $2) as n (id, version)
            where p.id = n.id and p.price_version < n.version
            returning p.id),
        gone as (
            delete from search.prices
            using raised
            where prices.id = raised.id
              and not exists (
                  select from unnest($3, $4) as kept (id, holds_from)
                  where kept.id = prices.id and kept.holds_from = prices.holds_from))
        insert into search.prices as p (id, holds_from, holds_until, currency, list, pay)
        select n.id, n.holds_from, n.holds_until, n.currency, n.list, n.pay
        from unnest($3, $4, $5, $6, $7, $8) as n (id, holds_from, holds_until, currency, list, pay)
        join raised on raised.id = n.id
        on conflict (id, holds_from) do update set
            holds_until = excluded.holds_until, currency = excluded.currency, list = excluded.list, pay = excluded.pay
        """;

    public static void Write(NpgsqlBatch batch, IReadOnlyList<(string Id, GroupValue Value)> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        var bodies = news.SelectMany(entry => Bodies(entry.Value).Select(body => (entry.Id, Body: body))).ToArray();
        batch.Add(
            Upsert,
            news.Select(entry => entry.Id).ToArray(),
            news.Select(entry => entry.Value.Version).ToArray(),
            Array.ConvertAll(bodies, entry => entry.Id),
            Array.ConvertAll(bodies, entry => entry.Body.From),
            Array.ConvertAll(bodies, entry => entry.Body.Until),
            Array.ConvertAll(bodies, entry => entry.Body.Price.Currency),
            Array.ConvertAll(bodies, entry => entry.Body.Price.List),
            Array.ConvertAll(bodies, entry => entry.Body.Price.Pay));
    }

    // Npgsql writes the two ends of time as -infinity and infinity.
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset Until, Price Price)> Bodies(GroupValue value)
    {
        for (var i = 0; i < Math.Max(1, value.Slices.Count); i++)
        {
            var json = value.Slices.Count == 0 ? value.Json : value.Json.Slice(value.Slices[i].Offset, value.Slices[i].Length);
            if (Json.TryRead<Price>(json.Span) is { Currency: not null } price)
            {
                yield return value.Slices.Count == 0
                    ? (DateTimeOffset.MinValue, DateTimeOffset.MaxValue, price)
                    : (Time(value.Slices[i].FromMs), Time(value.Slices[i].UntilMs), price);
            }
        }
    }

    private static DateTimeOffset Time(long ms) =>
        ms <= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() ? DateTimeOffset.MinValue
        : ms >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
