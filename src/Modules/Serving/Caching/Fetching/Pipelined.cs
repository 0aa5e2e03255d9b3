namespace Servepath.Serving.Caching;

/// <summary>What came of one command of many.</summary>
/// <param name="IsThere">Whether it was answered.</param>
/// <param name="Value">The answer; the default when there is none.</param>
internal readonly record struct Answer<T>(bool IsThere, T? Value);

/// <summary>Sends many commands before it waits for the first answer, so that they cost one round trip.</summary>
internal static class Pipelined
{
    /// <summary>Each command's own answer: what fails for one key fails for no other. Fails as a whole only when all do.</summary>
    public static async ValueTask<Answer<T>[]> EachAsync<TState, T>(int count, TState state, Func<TState, int, ValueTask<T>> send)
    {
        var sent = new Task<T>[count];
        for (var i = 0; i < count; i++)
        {
            sent[i] = send(state, i).AsTask();
        }

        try
        {
            await Task.WhenAll(sent);
        }
        catch (Exception) when (Array.Exists(sent, static one => one.IsCompletedSuccessfully))
        {
            // Told below, each to its own key.
        }

        return Array.ConvertAll(sent, static one => one.IsCompletedSuccessfully ? new Answer<T>(true, one.Result) : default);
    }
}
