namespace Servepath.Tests.Flow;

/// <summary>One process with everything in it, shared by the tests that only look or write rows of their own.</summary>
public sealed class OneProcess : IAsyncLifetime
{
    internal RunningServepath Servepath { get; private set; } = null!;

    public async Task InitializeAsync() => Servepath = await RunningServepath.StartAsync(null, "--demo", "off");

    public async Task DisposeAsync() => await Servepath.DisposeAsync();
}
