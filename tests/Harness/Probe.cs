using System.Diagnostics;

namespace Servepath.Tests.Harness;

/// <summary>Waits for a fact, and when it does not come true says what was seen instead.</summary>
internal static class Probe
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    /// <returns>What made it true.</returns>
    public static async Task<T> UntilAsync<T>(string what, TimeSpan within, Func<Task<(bool Holds, T Value, string Seen)>> look)
    {
        T? value = default;
        await UntilAsync(what, within, async () =>
        {
            (var holds, value, var seen) = await look();
            return (holds, seen);
        });
        return value!;
    }

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> UntilAsync(string what, TimeSpan within, Func<Task<(bool Holds, string Seen)>> look)
    {
        var begun = Stopwatch.GetTimestamp();
        var seen = "nothing";
        while (Stopwatch.GetElapsedTime(begun) < within)
        {
            try
            {
                (var holds, seen) = await look();
                if (holds)
                {
                    return Stopwatch.GetElapsedTime(begun);
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                seen = e.Message;
            }

            await Task.Delay(Between, TimeProvider.System);
        }

        throw new TimeoutException($"not within {within.TotalSeconds} s: {what}; last seen: {seen}");
    }
}
