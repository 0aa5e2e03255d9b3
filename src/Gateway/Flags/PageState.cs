using Servepath.Flags;
using Servepath.Gateway.Routing;

namespace Servepath.Gateway.Flags;

/// <summary>Where a page runs, as the flags say.</summary>
/// <param name="Page">Name of the page.</param>
/// <param name="PathClass">Where it may run.</param>
/// <param name="Cluster">csp or ncsp; both while a share of visitors goes to each.</param>
/// <param name="CspPercent">Share of visitors that CSP serves, 0 to 100.</param>
/// <param name="SetBy">Who said so.</param>
/// <param name="Reason">Why, where somebody said so.</param>
/// <param name="ChangedAt">When it was flipped.</param>
public sealed record PageState(string Page, PathClass PathClass, string Cluster, double CspPercent, FlagSource SetBy, string? Reason, DateTimeOffset? ChangedAt);
