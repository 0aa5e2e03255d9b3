namespace Servepath.Kernel;

/// <summary>
/// The rules of versions. Every (domain, key, group) carries a version that only its owner raises;
/// newest wins everywhere, whatever the order of arrival.
/// </summary>
public static class Versions
{
    /// <summary>The lowest version that a change may carry.</summary>
    public const long Lowest = 1;

    /// <summary>The highest version that a change may carry.</summary>
    public const long Highest = 1_000_000_000_000_000;

    /// <summary>The highest version that a team outside may choose for itself.</summary>
    public const long HighestFromOutside = 100_000_000_000_000;

    /// <summary>
    /// The version after <paramref name="current"/>. <paramref name="floor"/> is what an operator raises after an
    /// owner's database was restored from a backup, so that versions already seen downstream are never reused.
    /// </summary>
    /// <exception cref="OverflowException">The next version would be above <see cref="Highest"/>.</exception>
    public static long Next(long current, long floor)
    {
        var next = Math.Max(current, floor) + 1;
        return next <= Highest ? next : throw new OverflowException($"version {next} is above {Highest}");
    }
}
