using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>One multiplexer that is being connected, from the background, until it is or until this is disposed.</summary>
internal sealed class Connection : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConfigurationOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task<ConnectionMultiplexer> connecting;

    public Connection(ConfigurationOptions options, TimeProvider time, ILogger logger)
    {
        this.options = options;
        this.time = time;
        this.logger = logger;
        Address = ConnectionSettings.AddressOf(options);
        connecting = Task.Run(ConnectAsync);
    }

    /// <summary>The endpoints, without credentials.</summary>
    public string Address { get; }

    public bool IsConnected => connecting.IsCompletedSuccessfully && connecting.Result.IsConnected;

    /// <summary>The multiplexer; a call that comes before it exists waits for it, no longer than its token allows.</summary>
    public ValueTask<ConnectionMultiplexer> GetAsync(CancellationToken cancellationToken) =>
        connecting.IsCompletedSuccessfully ? new(connecting.Result) : new(connecting.WaitAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            var multiplexer = await connecting.ConfigureAwait(false);
            await multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            await multiplexer.DisposeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was never connected.
        }

        stopping.Dispose();
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var pause = TimeSpan.FromMilliseconds(100);
        var talk = new FailureTalk(time);
        while (true)
        {
            stopping.Token.ThrowIfCancellationRequested();
            try
            {
                var multiplexer = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
                multiplexer.ConnectionFailed += (_, failed) => Log.Lost(logger, Address, failed.FailureType.ToString());
                multiplexer.ConnectionRestored += (_, _) => Log.Restored(logger, Address);
                if (!multiplexer.IsConnected)
                {
                    Log.NotYet(logger, Address);
                }

                return multiplexer;
            }
            catch (Exception failure)
            {
                // Whatever it was: who gave up would never be connected.
                if (talk.Says(Nodes.NodeFailures.Reason(failure)))
                {
                    Log.CannotConnect(logger, Address, failure.Message);
                }
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, stopping.Token).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
