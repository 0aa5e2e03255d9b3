namespace Servepath.Domains.Delivery;

/// <summary>Books capacity of a hand-over day, or gives it back; <c>POST /api/delivery/bookings</c>. Refused with 409 when it would exceed what is left.</summary>
/// <param name="Centre">The centre.</param>
/// <param name="Day">The hand-over day, in the centre's zone; not in the past, at most a year ahead.</param>
/// <param name="Count">Parcels; below zero gives back. Not zero; -1,000,000 to 1,000,000.</param>
/// <param name="Reference">Makes the booking idempotent: the same reference is booked once. Up to 200 characters.</param>
public sealed record DeliveryBooking(string Centre, DateOnly Day, int Count, string? Reference);

/// <summary>Sets the capacity of one day; <c>PUT /api/delivery/centres/{centre}/days/{day}</c>.</summary>
/// <param name="Capacity">0 to 1,000,000; null goes back to the centre's daily capacity. Below what is booked, the day is full and bookings stay.</param>
public sealed record DayCapacityWrite(int? Capacity);

/// <summary>A hand-over day of a centre.</summary>
/// <param name="Centre">The centre.</param>
/// <param name="Day">The day.</param>
/// <param name="Capacity">What it can hand over.</param>
/// <param name="Booked">What is booked.</param>
/// <param name="Full">Whether nothing is left, so that promises move to a later day.</param>
public sealed record DayCapacity(string Centre, DateOnly Day, int Capacity, int Booked, bool Full);
