using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <summary>Capacity: <c>/api/delivery/bookings</c> and <c>/api/delivery/centres/{centre}/days/{day}</c>.</summary>
internal static class DayEndpoints
{
    private const int Most = 1_000_000;
    private const int MostDaysAhead = 366;

    public static void Map(IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        var delivery = endpoints.MapOwner("/api/delivery", ownersKey);
        delivery.MapPost("/bookings", BookAsync);
        delivery.MapPut("/centres/{centre}/days/{day}", SetCapacityAsync);
    }

    private static async Task<Results<JsonHttpResult<DayCapacity>, ProblemHttpResult>> BookAsync(
        HttpRequest request, DayStore store, DeliveryNetwork network, TimeProvider time, CancellationToken cancellationToken)
    {
        var (booking, problem) = await JsonBody.ReadAsync<DeliveryBooking>(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var checks = new ItemChecks(0, null);
        CheckDay(checks, booking!.Centre, booking.Day, network, time);
        checks.Range(booking.Count, "count", -Most, Most);
        checks.Require(booking.Count != 0, "count", "is 0, which books nothing");
        checks.Text(booking.Reference, "reference", booking.Reference is null ? 0 : 1, 200);
        if (!checks.Passed)
        {
            return Problems.BadRequest("The booking is not taken", checks.Errors);
        }

        var (day, refusal) = await store.BookAsync(booking, cancellationToken);
        return refusal is null ? JsonBody.Answer(day!) : Problems.Conflict("The booking cannot be made", refusal);
    }

    private static async Task<Results<JsonHttpResult<DayCapacity>, ProblemHttpResult>> SetCapacityAsync(
        string centre, string day, HttpRequest request, DayStore store, DeliveryNetwork network, TimeProvider time, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<DayCapacityWrite>(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var checks = new ItemChecks(0, null);
        checks.Range(body!.Capacity ?? 0, "capacity", 0, Most);
        if (checks.Require(DateOnly.TryParseExact(day, "yyyy-MM-dd", out var date), "day", $"'{day}' is no day; YYYY-MM-DD is expected"))
        {
            CheckDay(checks, centre, date, network, time);
        }

        return checks.Passed
            ? JsonBody.Answer(await store.SetCapacityAsync(centre, date, body.Capacity, cancellationToken))
            : Problems.BadRequest("The capacity is not taken", checks.Errors);
    }

    private static void CheckDay(ItemChecks checks, string? name, DateOnly day, DeliveryNetwork network, TimeProvider time)
    {
        var centre = network.Centre(name ?? string.Empty);
        checks.Require(centre is not null, "centre", $"'{name}' is no centre; there are {string.Join(", ", network.Centres.Select(known => known.Name))}");
        if (centre is not null)
        {
            var today = OptionsBuilder.Today(centre, time.GetUtcNow());
            checks.Require(
                day >= today && day <= today.AddDays(MostDaysAhead),
                "day",
                $"{DayRow.Text(day)} is not from today in {centre.Name}, {DayRow.Text(today)}, to {MostDaysAhead} days ahead");
        }
    }
}
