namespace Servepath.Gateway.Flags;

/// <summary>What came of a flip.</summary>
public enum FlipOutcome
{
    /// <summary>The page runs where it was asked to; the gateways follow.</summary>
    Done,

    /// <summary>There is no such page.</summary>
    UnknownPage,

    /// <summary>There is no such cluster.</summary>
    UnknownCluster,

    /// <summary>The page is not critical: it is never sent to CSP.</summary>
    NotCritical,

    /// <summary>The reason is too long.</summary>
    BadReason,
}

/// <summary>The result of a flip.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Message">The same for people.</param>
/// <param name="Before">The page before; null when there is no such page.</param>
/// <param name="After">The page now; the same as before when nothing was done.</param>
public sealed record Flip(FlipOutcome Outcome, string Message, PageState? Before, PageState? After);
