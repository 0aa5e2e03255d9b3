using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Tests.Unit.Resilience;

/// <summary>Guards over a folder and a clock of their own.</summary>
public sealed class GuardsUnderTest : IAsyncDisposable
{
    public static readonly GuardName Name = new("csp", "thing", "cache");

    public static readonly GuardSettings Settings = new()
    {
        ConcurrencyLimit = 2, TimeoutMs = 100, FailureRatio = 0.5, MinimumThroughput = 4, SamplingMs = 1000, BreakMs = 500,
    };

    public GuardsUnderTest(string? folder = null)
    {
        Folder = new(folder ?? Directory.CreateTempSubdirectory("servepath-guards-").FullName);
        Guards = ResilienceModule.CreateGuards(Folder, Time, NullLoggerFactory.Instance);
        Guard = Guards.Get(Name, Settings);
    }

    public FakeTimeProvider Time { get; } = new();

    public DataFolder Folder { get; }

    public IGuards Guards { get; }

    public IGuard Guard { get; }

    public ValueTask<GuardOutcome<int>> Succeed() => Guard.ExecuteAsync(static (_, _) => new ValueTask<int>(7), 0, default);

    public ValueTask<GuardOutcome<int>> Fail() =>
        Guard.ExecuteAsync(static (_, _) => ValueTask.FromException<int>(new IOException("down")), 0, default);

    public async Task OpenTheBreaker()
    {
        for (var i = 0; i < Settings.MinimumThroughput; i++)
        {
            (await Fail()).Failure.Should().Be(GuardFailure.Failed);
        }

        Guard.Breaker.Should().Be(BreakerState.Open);
    }

    public static async Task Until(Func<bool> condition)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(begun).Should().BeLessThan(TimeSpan.FromSeconds(10), "what is waited for must come");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)Guards).DisposeAsync();
        Directory.Delete(Folder.Path, recursive: true);
    }
}
