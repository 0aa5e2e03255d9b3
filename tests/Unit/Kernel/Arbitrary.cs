using System.Text;
using CsCheck;
using Servepath.Kernel;

namespace Servepath.Tests.Unit.Kernel;

/// <summary>Random values of the kernel's formats, for property tests.</summary>
internal static class Arbitrary
{
    public static readonly Gen<long> Version = Gen.OneOf(Gen.Long[1, 50], Gen.Long[Versions.Lowest, Versions.Highest]);

    public static readonly Gen<byte[]> Json = Gen.String[Gen.Char["abc{}[]\"',:0189 é한"], 0, 40].Select(text => Encoding.UTF8.GetBytes($"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\""));

    public static readonly Gen<GroupValue> Value = Gen.OneOf(
        Gen.Select(Version, Json, (version, json) => GroupValue.Plain(version, json)),
        Version.Select(GroupValue.Tombstone),
        Gen.Select(Version, Gen.Long[1, 1_000_000].Array[2, 9], Json.Array[8], Scheduled));

    public static readonly Gen<ImageGroup[]> Row = Gen.Select(Gen.Int[1, ushort.MaxValue], Value).Array[0, 12]
        .Select(groups => groups.DistinctBy(group => group.Item1).Select(group => new ImageGroup((ushort)group.Item1, group.Item2)).ToArray());

    private static GroupValue Scheduled(long version, long[] steps, byte[][] bodies)
    {
        var at = DateTimeOffset.UnixEpoch;
        var timed = new List<TimedBody>();
        for (var i = 0; i < steps.Length - 1; i++)
        {
            var until = at.AddMilliseconds(steps[i]);
            timed.Add(new(at, until, bodies[i]));
            at = until;
        }

        return GroupValue.Scheduled(version, timed);
    }
}
