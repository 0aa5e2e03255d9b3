namespace Servepath.Redis;

/// <summary>What a check says of one subject.</summary>
public enum RedisVerdict
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Not as it should be: the advice says what would be.</summary>
    Lacking,

    /// <summary>Not to be seen from here: refused by the server's access rules, or no matter of its settings.</summary>
    Unknown,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Verdict">How it is.</param>
/// <param name="Subject">The setting or fact, by the server's name for it.</param>
/// <param name="Found">What was found, and on which nodes.</param>
/// <param name="Advice">What would be right and why; empty where all is.</param>
public sealed record RedisFinding(RedisVerdict Verdict, string Subject, string Found, string Advice);

/// <summary>What a check of one cache found.</summary>
/// <param name="Address">Host and port that it was asked at, without credentials.</param>
/// <param name="Kind">What stands there, in words.</param>
/// <param name="Findings">What was looked at, in order of weight.</param>
public sealed record RedisCheckup(string Address, string Kind, IReadOnlyList<RedisFinding> Findings)
{
    /// <summary>Whether nothing is lacking that could be seen.</summary>
    public bool IsFine => Findings.All(static finding => finding.Verdict != RedisVerdict.Lacking);

    /// <summary>
    /// Asks the cache at <paramref name="connectionString"/> (StackExchange.Redis form), each node of a cluster by itself, over
    /// connections that are closed at the end. Changes nothing.
    /// </summary>
    /// <exception cref="RedisUnavailableException">It cannot be asked.</exception>
    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public static Task<RedisCheckup> RunAsync(string connectionString, CancellationToken cancellationToken) =>
        Checking.Checkup.RunAsync(connectionString, cancellationToken);
}
