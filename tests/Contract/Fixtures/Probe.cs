using System.Diagnostics;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>Waits until something holds, and says what it saw last when it never does.</summary>
public static class Probe
{
    /// <summary>Asks <paramref name="look"/> every 10 ms until it answers true; a throw counts as false.</summary>
    public static async Task UntilAsync(string expectation, Func<Task<bool>> look, TimeSpan? patience = null)
    {
        var limit = patience ?? TimeSpan.FromSeconds(10);
        var clock = Stopwatch.StartNew();
        Exception? last = null;
        while (clock.Elapsed < limit)
        {
            try
            {
                if (await look())
                {
                    return;
                }

                last = null;
            }
            catch (Exception failure)
            {
                last = failure;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        throw new TimeoutException($"{expectation}: not within {limit.TotalSeconds:0.#} s{(last is null ? "" : $"; last: {last.Message}")}", last);
    }

    /// <summary>The same for what needs no waiting inside.</summary>
    public static Task UntilAsync(string expectation, Func<bool> look, TimeSpan? patience = null) =>
        UntilAsync(expectation, () => Task.FromResult(look()), patience);
}
