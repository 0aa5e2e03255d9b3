using Servepath.Kernel;

namespace Servepath.Domains.Pricing;

/// <summary>Makes of a price what is published: one body, or bodies before, during and after a sale. Pure.</summary>
internal static class PriceSchedule
{
    /// <summary>The value that gives the right price at any moment from <paramref name="now"/> on.</summary>
    public static GroupValue Build(long version, PriceState state, DateTimeOffset now)
    {
        if (state.Sale is not { } sale || state.SaleUntil <= now)
        {
            return GroupValue.Plain(version, Regular(state));
        }

        var during = Json.Bytes(new Price(state.Currency, state.List, sale, state.SaleUntil));
        var begins = state.SaleFrom is { } from && from > now ? from : DateTimeOffset.MinValue;
        if (begins == DateTimeOffset.MinValue && state.SaleUntil is null)
        {
            return GroupValue.Plain(version, during);
        }

        var bodies = new List<TimedBody>(3);
        if (begins > DateTimeOffset.MinValue)
        {
            bodies.Add(new(DateTimeOffset.MinValue, begins, Regular(state)));
        }

        bodies.Add(new(begins, state.SaleUntil ?? DateTimeOffset.MaxValue, during));
        if (state.SaleUntil is { } until)
        {
            bodies.Add(new(until, DateTimeOffset.MaxValue, Regular(state)));
        }

        return GroupValue.Scheduled(version, bodies);
    }

    /// <summary>The price that holds at <paramref name="now"/>: what the value of <see cref="Build"/> says for that moment.</summary>
    public static Price At(PriceState state, DateTimeOffset now) =>
        state.Sale is { } sale && !(state.SaleFrom > now) && !(state.SaleUntil <= now)
            ? new(state.Currency, state.List, sale, state.SaleUntil)
            : new(state.Currency, state.List, state.List, null);

    private static byte[] Regular(PriceState state) => Json.Bytes(new Price(state.Currency, state.List, state.List, null));
}
