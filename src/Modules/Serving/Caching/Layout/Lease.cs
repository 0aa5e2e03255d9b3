using System.Security.Cryptography;
using System.Text;

namespace Servepath.Serving.Caching;

/// <summary>
/// What a reader that misses puts in the row's place before it reads storage: the letter L and 32 random hexadecimal
/// digits. A row begins with a digit, so the first byte tells one from the other.
/// </summary>
internal static class Lease
{
    public const int Length = 33;

    /// <summary>How long a reader has to read storage and fill.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    public static byte[] New()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        var lease = new byte[Length];
        lease[0] = (byte)'L';
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(random), lease.AsSpan(1));
        return lease;
    }

    public static bool Is(ReadOnlySpan<byte> value) => value.Length == Length && value[0] == (byte)'L';
}
