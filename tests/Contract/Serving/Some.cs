using System.Text;
using Servepath.Kernel;

namespace Servepath.Tests.Contract.Serving;

/// <summary>Changes to write in tests.</summary>
internal static class Some
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static Change Body(string domain, string key, string group, long version, string json) =>
        new(domain, key, group, Then, GroupValue.Plain(version, Encoding.UTF8.GetBytes(json)));

    public static Change Body(string domain, string key, string group, long version) =>
        Body(domain, key, group, version, $$"""{"v":{{version}}}""");

    public static Change Nothing(string domain, string key, string group, long version) =>
        new(domain, key, group, Then, GroupValue.Tombstone(version));

    public static Change Of(string domain, string key, string group, GroupValue value) => new(domain, key, group, Then, value);
}
