using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Resilience;
using Xunit.Abstractions;

namespace Servepath.Tests.Unit.Resilience;

/// <summary>What a call costs, and many at once: on the system's clock, since only its timers can be wound up again.</summary>
public sealed class GuardLoadTests : IAsyncLifetime
{
    private readonly ITestOutputHelper output;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("servepath-guards-");
    private readonly IGuards guards;

    public GuardLoadTests(ITestOutputHelper output)
    {
        this.output = output;
        guards = ResilienceModule.CreateGuards(new(folder.FullName), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await ((IAsyncDisposable)guards).DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_call_that_completes_at_once_allocates_little()
    {
        var guard = guards.Get(GuardsUnderTest.Name, new());
        Measure(guard, 1000);
        var bytes = Measure(guard, 10_000) / 10_000;
        output.WriteLine($"{bytes} bytes a call that completes at once");
        bytes.Should().BeLessThan(100, "the object that carries a call serves again");
    }

    [Fact]
    public async Task A_call_that_waits_allocates_no_more_than_it_must()
    {
        var guard = guards.Get(GuardsUnderTest.Name, new());
        using var caller = new CancellationTokenSource();
        await MeasureWaiting(guard, 1000, caller.Token);
        var bytes = long.MaxValue;
        for (var round = 0; round < 50; round++)
        {
            bytes = Math.Min(bytes, await MeasureWaiting(guard, 100, caller.Token) / 100);
        }

        output.WriteLine($"{bytes} bytes a call that waits, with a caller's deadline");
        bytes.Should().BeLessThan(600, "of which the test's own gate takes 100");
    }

    [Fact]
    public async Task Calls_that_end_in_every_way_at_the_same_time_never_get_each_others_answers()
    {
        var guard = guards.Get(GuardsUnderTest.Name, new() { TimeoutMs = 2, MinimumThroughput = int.MaxValue });
        var ends = new int[Enum.GetValues<GuardFailure>().Length];
        var last = new TaskCompletionSource();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 1500; i++)
            {
                var caller = new CancellationTokenSource();
                var asked = (worker * 10_000) + i;
                var running = guard.ExecuteAsync(static (call, _) => AnswerAsync(call.asked, call.last.Task), (asked, last), caller.Token);
                if (i % 4 == 0)
                {
                    caller.Cancel();
                }
                else if (i % 4 == 1)
                {
                    _ = Task.Run(caller.Cancel);
                }

                var outcome = await running;
                Interlocked.Increment(ref ends[(int)outcome.Failure]);
                if (outcome.Succeeded)
                {
                    outcome.Value.Should().Be(asked);
                }
                else
                {
                    outcome.Failure.Should().BeOneOf(GuardFailure.Cancelled, GuardFailure.TimedOut, GuardFailure.Failed);
                }
            }
        })));

        output.WriteLine(string.Join(", ", ends.Select((count, failure) => $"{(GuardFailure)failure} {count}")));
        ends.Sum().Should().Be(12_000);
        ends[(int)GuardFailure.None].Should().BePositive();
        ends[(int)GuardFailure.TimedOut].Should().BePositive();
        ends[(int)GuardFailure.Cancelled].Should().BePositive();
        ends[(int)GuardFailure.Failed].Should().BePositive();
        last.SetResult();
        await GuardsUnderTest.Until(() => ((ComponentGuard)guard).InFlight == 0);

        // Some answer a little after their time, so that others are under way in their place; one of each worker long after.
        static async ValueTask<int> AnswerAsync(int asked, Task last)
        {
            await Task.Yield();
            if (asked % 10_000 == 11)
            {
                await last;
            }

            if (asked % 100 == 7)
            {
                await Task.Delay(4);
            }

            return asked % 100 == 14 ? throw new IOException("down") : asked;
        }
    }

    private static async Task<long> MeasureWaiting(IGuard guard, int calls, CancellationToken cancellationToken)
    {
        // The whole process is counted, other tests included: only the quietest of many short rounds says something.
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < calls; i++)
        {
            var gate = new TaskCompletionSource<int>();
            var running = guard.ExecuteAsync(static (gate, _) => new ValueTask<int>(gate.Task), gate, cancellationToken);
            gate.SetResult(1);
            await running;
        }

        return GC.GetTotalAllocatedBytes() - before;
    }

    private static long Measure(IGuard guard, int calls)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            if (!guard.ExecuteAsync(static (_, _) => new ValueTask<int>(7), 0, default).IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("the call did not complete at once");
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
