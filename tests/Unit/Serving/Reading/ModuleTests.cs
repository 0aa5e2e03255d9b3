using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class ModuleTests
{
    [Fact]
    public async Task A_host_that_has_the_neighbours_gets_reader_watch_and_answers()
    {
        await using var provider = Services([]).BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        provider.GetRequiredService<IRowReader>().Should().NotBeNull();
        provider.GetRequiredService<IRowWatch>().Should().NotBeNull();
        provider.GetRequiredService<IAnswerCache>().Should().NotBeNull();
        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(default);
            await service.StopAsync(default);
        }
    }

    [Fact]
    public async Task Settings_out_of_range_are_all_told_at_once()
    {
        await using var provider = Services(new() { ["Node:RequestDeadlineMs"] = "0", ["Node:NearRows"] = "many" }).BuildServiceProvider();
        provider.Invoking(services => services.GetRequiredService<IRowReader>()).Should().Throw<ConfigurationException>()
            .Which.Mistakes.Select(mistake => mistake.Path).Should().Equal("Node.RequestDeadlineMs", "Node.NearRows");
    }

    private static IServiceCollection Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IBlueprint>(new ScriptedBlueprint())
        .AddSingleton<IRowSource>(new ScriptedSource())
        .AddSingleton<IPushChannel>(new ScriptedPush())
        .AddSingleton<IView>(new MinuteView())
        .AddReading("csp");
}
