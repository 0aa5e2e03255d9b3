using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Microsoft.Extensions.Primitives;
using Servepath.Kernel;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>
/// The entity tag of an answer, made from what the answer is made of, so that equal answers have equal tags on all
/// nodes: revision, and of each group asked for version and slice, stale marks, views.
/// </summary>
internal struct EntityTag
{
    private const ulong Prime = 1099511628211;

    private ulong hash;

    /// <summary>The tag of one row's answer, quotes included.</summary>
    public static string Of(ServedRow row, RowQuery query, ViewResult[] views)
    {
        if (ReferenceEquals(query, RowQuery.Everything))
        {
            return row.WholeTag(static whole => Make(whole, RowQuery.Everything, []));
        }

        return Make(row, query, views);
    }

    public void Add(ulong word) => hash = BitOperations.RotateLeft((hash ^ word) * Prime, 29);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var rest in bytes)
        {
            Add(rest);
        }
    }

    public void Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public void Add(ServedRow row, RowQuery query, ViewResult[] views)
    {
        var shape = row.Moment.Row.Shape;
        Add((ulong)row.Revision);
        for (var i = 0; i < shape.Names.Count; i++)
        {
            if (query.Wants(shape.Names[i]))
            {
                Add(shape.Domain.Groups[i].Id);
                Add((ulong)row.Moment.Row.Values[i].Version);
                Add((ulong)(row.Moment.Slices[i] + 1));
            }
        }

        foreach (var group in row.Stale)
        {
            if (RowJson.IsRelevant(group, query))
            {
                Add((ulong)(shape.IndexOf(group) + 1) << 32);
            }
        }

        for (var i = 0; i < views.Length; i++)
        {
            Add(query.Views[i]);
            Add(views[i].Json.Span);
        }
    }

    public override readonly string ToString() => string.Create(CultureInfo.InvariantCulture, $"\"{BitOperations.RotateLeft(hash * Prime, 31):x16}\"");

    /// <summary>Whether the caller has the answer already (<c>If-None-Match</c>, compared weakly as RFC 9110 says).</summary>
    public static bool IsNamedBy(StringValues header, string tag)
    {
        foreach (var line in header)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var named = line.AsSpan()[range].Trim();
                if (named.StartsWith("W/"))
                {
                    named = named[2..];
                }

                if (named is "*" || named.SequenceEqual(tag))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string Make(ServedRow row, RowQuery query, ViewResult[] views)
    {
        var tag = default(EntityTag);
        tag.Add(row, query, views);
        return tag.ToString();
    }
}
