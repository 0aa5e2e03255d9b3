namespace Servepath.Gateway.Hosting;

/// <summary>Hosts of one process live and end together: signals are the process's, not each host's.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
