using Microsoft.Extensions.Configuration;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>The time that one page may take, all its reads together (<c>Node:RequestDeadlineMs</c>, default 2,000).</summary>
internal sealed class Deadline(IConfiguration configuration, TimeProvider time)
{
    private readonly TimeSpan length = TimeSpan.FromMilliseconds(configuration.GetValue("Node:RequestDeadlineMs", 2000));

    /// <summary>
    /// Begins one for what a form asks to be done: three times as long, and running on when the caller has gone, so that what
    /// was sent is done.
    /// </summary>
    public RunningDeadline StartWriting() => new(length * 3, time, CancellationToken.None);

    /// <summary>Begins it: the token ends with the time, or when the caller has gone.</summary>
    public RunningDeadline Start(HttpContext context) => new(length, time, context.RequestAborted);
}

/// <summary>A deadline that is running.</summary>
internal readonly struct RunningDeadline : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;

    public RunningDeadline(TimeSpan length, TimeProvider time, CancellationToken gone)
    {
        timer = new(length, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, gone);
    }

    public CancellationToken Token => linked.Token;

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
