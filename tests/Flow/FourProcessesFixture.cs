namespace Servepath.Tests.Flow;

/// <summary>The four processes, shared by the tests of one class.</summary>
public sealed class FourProcessesFixture : IAsyncLifetime
{
    internal FourProcesses Four { get; } = new();

    public Task InitializeAsync() => Four.InitializeAsync();

    public Task DisposeAsync() => Four.DisposeAsync();
}
