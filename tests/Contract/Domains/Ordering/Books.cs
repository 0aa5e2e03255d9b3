using Dapper;
using Servepath.Domains.Inventory;
using Servepath.Domains.Ordering;
using Servepath.Kernel;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>
/// What must add up over the tables of all owners at any moment at which nothing is under way. Each statement finds what does
/// not; tests ask for nothing to be found.
/// </summary>
internal static class Books
{
    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("on hand is the sum of the ledger",
            """
            select s.product || ' in ' || s.centre || ': ' || s.quantity || ' on hand, movements say ' || coalesce(m.sum, 0)
            from inventory.stock s left join (select product, centre, sum(delta) from inventory.movements group by 1, 2) m using (product, centre)
            where s.quantity is not null and s.quantity <> coalesce(m.sum, 0)
            """),
        ("what orders took out of the ledger is what they hold or have sold, so no unit went out twice",
            """
            select coalesce(m.product, r.product) || ' in ' || coalesce(m.centre, r.centre) || ': movements ' || coalesce(m.sum, 0) || ', reservations ' || coalesce(r.sum, 0)
            from (select product, centre, -sum(delta) as sum from inventory.movements where reason like 'held: %' or reason like 'given back: %' group by 1, 2) m
            full join (select product, centre, sum(units) from inventory.reservations where counted and state <> 'released' group by 1, 2) r using (product, centre)
            where coalesce(m.sum, 0) <> coalesce(r.sum, 0)
            """),
        ("units are held for orders that wait, sold for confirmed ones, and given back for all others",
            """
            select o.id || ' is ' || o.state || ', its units are ' || coalesce(r.state, 'not there')
            from ordering.orders o left join inventory.reservations r on r.reference = o.id
            where r.state is distinct from case o.state when 'awaiting_payment' then 'held' when 'confirmed' then 'sold' else 'released' end
            """),
        ("an order holds exactly the units of its lines",
            """
            select l.order_id || ' of ' || l.product || ': ' || l.quantity || ' ordered, ' || coalesce(r.sum, 0) || ' reserved'
            from ordering.order_lines l left join (select reference, product, sum(units) from inventory.reservations group by 1, 2) r
            on r.reference = l.order_id and r.product = l.product where l.quantity <> coalesce(r.sum, 0)
            """),
        ("nothing is reserved for nobody",
            "select reference from inventory.reservations where reference not in (select id from ordering.orders)"),
        ("sales are the units of confirmed orders",
            """
            select coalesce(s.product, c.product) || ': ' || coalesce(s.units, 0) || ' sold, orders say ' || coalesce(c.sum, 0)
            from ordering.sales s full join (
                select l.product, sum(l.quantity) from ordering.order_lines l join ordering.orders o on o.id = l.order_id where o.state = 'confirmed' group by 1) c using (product)
            where coalesce(s.units, 0) <> coalesce(c.sum, 0)
            """),
        ("capacity booked is the parcels of orders that stand",
            """
            select d.centre || ' on ' || d.day || ': ' || d.booked || ' booked, orders say ' || coalesce(h.count, 0)
            from delivery.days d left join (
                select h.centre, h.day, count(*) from ordering.hand_overs h join ordering.orders o on o.id = h.order_id
                where o.state in ('awaiting_payment', 'confirmed') group by 1, 2) h using (centre, day)
            where d.booked <> coalesce(h.count, 0)
            """),
        ("no booking made a day hold more than it can",
            "select centre || ' on ' || day || ': ' || booked || ' of ' || capacity from delivery.bookings where count > 0 and booked > capacity"),
        ("no order is without lines",
            "select id from ordering.orders where not exists (select 1 from ordering.order_lines l where l.order_id = orders.id)"),
    ];

    /// <summary>Holds once the recovery has done what was due: money and orders say the same.</summary>
    private static readonly (string Rule, string Sql)[] Settled =
    [
        ("money is taken for confirmed orders, and for no others",
            """
            select coalesce(o.id, p.order_id) || ' is ' || coalesce(o.state, 'no order') || ', its payment ' || coalesce(p.answer, 'never was') || case when p.voided_at is null then '' else ' and voided' end
            from ordering.orders o full join ordering.payment_stand_in p on p.order_id = o.id
            where (coalesce(o.state, '') = 'confirmed') <> (p.answer is not distinct from 'accepted' and p.voided_at is null and p.answers_at <= @now)
            """),
        ("no money is still to be given back", "select id from ordering.orders where void_due"),
    ];

    public static async Task CheckAsync(ShopApp shop, bool settled = true)
    {
        await using var connection = await shop.Source.OpenConnectionAsync();
        foreach (var (rule, sql) in settled ? [.. Rules, .. Settled] : Rules)
        {
            (await connection.QueryAsync<string>(sql, new { now = shop.Time.Now })).Should().BeEmpty(rule);
        }

        await PublishedAsync(shop, connection);
    }

    // What pages will show once they have caught up: the newest body of each group.
    private static async Task PublishedAsync(ShopApp shop, Npgsql.NpgsqlConnection connection)
    {
        var log = (await connection.QueryAsync<(string Key, string Group, string? Body)>(
            "select distinct on (key, grp) key, grp, body::text from changes.log where grp in ('stock', 'sales') order by key, grp, version desc"))
            .ToDictionary(row => (row.Key, row.Group), row => row.Body, EqualityComparer<(string, string)>.Default);
        var hand = (await connection.QueryAsync<(string Product, long? Quantity)>(
            "select product, sum(quantity)::bigint from inventory.stock group by product having bool_and(quantity is not null)")).AsList();
        foreach (var (product, quantity) in hand)
        {
            Json.TryRead<Stock>(System.Text.Encoding.UTF8.GetBytes(log[(product, Stock.Group)]!))!.Quantity.Should().Be((int)quantity!, $"the published stock of {product} is what Inventory has");
        }

        foreach (var (product, units) in await connection.QueryAsync<(string Product, long Units)>("select product, units from ordering.sales"))
        {
            Json.TryRead<Sales>(System.Text.Encoding.UTF8.GetBytes(log[(product, Sales.Group)]!))!.Units.Should().Be(units, $"the published sales of {product} are Ordering's");
        }

        (await connection.QuerySingleAsync<int>("select count(*)::int from (select 1 from changes.log group by domain, key, grp, version having count(*) > 1) twice"))
            .Should().Be(0, "no version is given twice");
    }
}
