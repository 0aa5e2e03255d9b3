using Servepath.Resilience;

namespace Servepath.Serving.Blueprint.Writing;

/// <summary>The guards that every serving domain has, with what holds where its file says nothing.</summary>
internal static class GuardDefaults
{
    public static readonly IReadOnlyDictionary<string, GuardSettings> ByComponent = new Dictionary<string, GuardSettings>(StringComparer.Ordinal)
    {
        ["cache"] = new() { TimeoutMs = 150 },
        ["realtime"] = new() { TimeoutMs = 150 },
        ["storage"] = new() { TimeoutMs = 800, ConcurrencyLimit = 256 },
        ["push"] = new() { TimeoutMs = 250 },
    };
}
