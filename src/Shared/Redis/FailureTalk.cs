namespace Servepath.Redis;

/// <summary>
/// What one loop says of tries that fail one after another: the first, one that fails for another reason, and else one in
/// half a minute, so that an outage of hours does not fill the log. Not thread-safe.
/// </summary>
internal sealed class FailureTalk(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private string? said;
    private long saidAt;

    /// <summary>Whether to say now that a try has failed for <paramref name="reason"/>.</summary>
    public bool Says(string reason)
    {
        if (said == reason && time.GetElapsedTime(saidAt) < Every)
        {
            return false;
        }

        (said, saidAt) = (reason, time.GetTimestamp());
        return true;
    }

    /// <summary>A try has succeeded: the next that fails is said at once.</summary>
    public void Ended() => said = null;
}
