using StackExchange.Redis;

namespace Servepath.Redis;

/// <summary>The library's values and ours.</summary>
internal static class Values
{
    public static RedisValue[] Of(IReadOnlyList<string> texts)
    {
        var values = new RedisValue[texts.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = texts[i];
        }

        return values;
    }

    public static RedisValue[] Of(IReadOnlyList<ReadOnlyMemory<byte>> blobs)
    {
        var values = new RedisValue[blobs.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = blobs[i];
        }

        return values;
    }

    public static byte[]?[] Bytes(RedisValue[] values)
    {
        var bytes = new byte[]?[values.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = values[i];
        }

        return bytes;
    }
}
