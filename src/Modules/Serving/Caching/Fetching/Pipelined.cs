namespace Servepath.Serving.Caching;

/// <summary>Sends many commands before it waits for the first answer, so that they cost one round trip.</summary>
internal static class Pipelined
{
    public static Task<T[]> AllAsync<TState, T>(int count, TState state, Func<TState, int, ValueTask<T>> send)
    {
        var sent = new Task<T>[count];
        for (var i = 0; i < count; i++)
        {
            sent[i] = send(state, i).AsTask();
        }

        return Task.WhenAll(sent);
    }
}
