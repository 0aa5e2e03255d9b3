using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Servepath.Flags;

/// <summary>Who said what a flag is.</summary>
public enum FlagSource
{
    /// <summary>Nobody: the name's default.</summary>
    Default,

    /// <summary>appsettings/flags.json.</summary>
    Settings,

    /// <summary>An operator, in the data folder.</summary>
    Operator,
}

/// <summary>
/// One flag, compiled: answers without allocation, and the same as Microsoft.FeatureManagement does for the same
/// definition. Immutable.
/// </summary>
public sealed class Flag
{
    private const int LongestVisitor = 64;
    private readonly byte[] suffix;

    internal Flag(string name, bool enabled, FlagSource source)
    {
        Name = name;
        Enabled = enabled;
        Source = source;
        suffix = Encoding.UTF8.GetBytes("\n" + name);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether it is on at all; who gets it may depend on <see cref="Percentage"/>.</summary>
    public bool Enabled { get; }

    /// <summary>Where this definition comes from.</summary>
    public FlagSource Source { get; }

    /// <summary>Share of visitors that get it, 0 to 100; null when everybody does.</summary>
    public double? Percentage { get; internal init; }

    /// <summary>Visitors that always get it, whatever the percentage.</summary>
    public FrozenSet<string> Users { get; internal init; } = [];

    /// <summary>Visitors that never get it by percentage or name.</summary>
    public FrozenSet<string> Excluded { get; internal init; } = [];

    /// <summary>Why it was set, where somebody said so.</summary>
    public string? Reason { get; internal init; }

    /// <summary>When it was set at run time.</summary>
    public DateTimeOffset? ChangedAt { get; internal init; }

    /// <summary>Whether the answer depends on who asks.</summary>
    public bool NeedsVisitor => Enabled && Percentage is not null;

    /// <summary>Share of visitors that get it, 0 to 100.</summary>
    public double Weight => Enabled ? Percentage ?? 100 : 0;

    /// <summary>Whether <paramref name="visitor"/> gets it. The same visitor always gets the same answer, and who got it at 30 percent still does at 60.</summary>
    /// <param name="visitor">Stable id of the visitor; may be empty. Only its first 64 characters count.</param>
    public bool IsOn(string visitor)
    {
        if (!NeedsVisitor)
        {
            return Enabled;
        }

        if (Excluded.Contains(visitor))
        {
            return false;
        }

        return Users.Contains(visitor) || Bucket(visitor) is var bucket && (Percentage >= 100 || bucket < Percentage);
    }

    // As Microsoft.Targeting does: the first four bytes of SHA-256 over "visitor\nname", as a share of all values.
    private double Bucket(ReadOnlySpan<char> visitor)
    {
        visitor = visitor.Length > LongestVisitor ? visitor[..LongestVisitor] : visitor;
        Span<byte> text = stackalloc byte[(LongestVisitor * 3) + FlagFile.LongestName + 1];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(visitor, text);
        suffix.CopyTo(text[length..]);
        SHA256.HashData(text[..(length + suffix.Length)], hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue * 100;
    }
}
