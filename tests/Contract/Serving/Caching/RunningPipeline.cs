using Microsoft.Extensions.Hosting;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>A background service that runs until the test lets it go.</summary>
internal sealed class RunningPipeline : IAsyncDisposable
{
    private readonly BackgroundService service;

    public RunningPipeline(BackgroundService service)
    {
        this.service = service;
        service.StartAsync(default).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await service.StopAsync(default);
        service.Dispose();
    }
}
