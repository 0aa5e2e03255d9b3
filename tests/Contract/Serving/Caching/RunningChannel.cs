using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>A node's push channel that keeps what it hears.</summary>
internal sealed class RunningChannel : IAsyncDisposable
{
    private readonly List<PushedRow> heard = [];
    private readonly RunningPipeline running;

    public RunningChannel(Rig rig)
    {
        Channel = new(Rig.Cluster, rig.Blueprint, rig.Clients, TimeProvider.System, NullLogger<PushChannel>.Instance);
        Channel.Listen(rows =>
        {
            lock (heard)
            {
                heard.AddRange(rows);
            }
        });
        running = new(Channel);
    }

    public PushChannel Channel { get; }

    public PushedRow[] Heard
    {
        get
        {
            lock (heard)
            {
                return [.. heard];
            }
        }
    }

    public Task AliveAsync() => Probe.UntilAsync("the heartbeat is heard", () => Channel.IsAlive);

    public Task HearsAsync(PushedRow row, int times) =>
        Probe.UntilAsync($"{row} is heard {times} times", () => Heard.Count(each => each == row) >= times);

    public ValueTask DisposeAsync() => running.DisposeAsync();
}
