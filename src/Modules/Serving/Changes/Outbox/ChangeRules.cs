using Servepath.Kernel;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Changes;

/// <summary>What a serving domain takes. Checked before the log, so that no consumer ever meets a change that another would refuse.</summary>
internal static class ChangeRules
{
    /// <summary>Null when <paramref name="change"/> may be appended.</summary>
    public static ChangeFault? Check(BlueprintSnapshot blueprint, Change change) =>
        Place(blueprint, change.Domain, change.Key, change.Group, out var group)
        ?? Version(change.Value.Version, Versions.Highest)
        ?? Body(change.Value, group!);

    /// <summary>Null when there is such a group, which may have such a key.</summary>
    public static ChangeFault? Place(BlueprintSnapshot blueprint, string domain, string key, string group, out ServingGroup? found)
    {
        found = null;
        if (!blueprint.Domains.TryGetValue(domain, out var definition))
        {
            return new(ChangeFaultKind.UnknownDomain, "Unknown serving domain", $"There is no serving domain '{domain}'.");
        }

        found = definition.Group(group);
        if (found is null)
        {
            var groups = string.Join(", ", definition.Groups.Select(each => each.Name));
            return new(ChangeFaultKind.UnknownGroup, "Unknown group", $"The serving domain '{domain}' has no group '{group}'; it has {groups}.");
        }

        return key.AsSpan().ContainsAnyInRange('\0', '\x1f') || !definition.Accepts(key)
            ? new(ChangeFaultKind.MalformedKey, "Malformed key", $"A key of '{domain}' matches {definition.WrittenKeyPattern} and has at most {definition.KeyMaxBytes} bytes.")
            : null;
    }

    /// <summary>Null when <paramref name="version"/> is in range.</summary>
    public static ChangeFault? Version(long version, long highest) =>
        version < Versions.Lowest || version > highest
            ? new(ChangeFaultKind.BadVersion, "Version out of range", $"A version is {Versions.Lowest} to {highest}; this one is {version}.")
            : null;

    /// <summary>Null when the body, or each body of the schedule, is JSON of a size that <paramref name="group"/> takes.</summary>
    public static ChangeFault? Body(in GroupValue value, ServingGroup group)
    {
        if (value.Slices.Count == 0)
        {
            return value.IsTombstone ? null : One(value.Json.Span, group);
        }

        if (JsonText.Mistake(value.Json.Span) is { } mistake)
        {
            return Malformed(group, mistake);
        }

        for (var i = 0; i < value.Slices.Count; i++)
        {
            var slice = value.Slices[i];
            if (slice.Offset < 0 || slice.Length < 0 || (long)slice.Offset + slice.Length > value.Json.Length)
            {
                return Malformed(group, $"slice {i + 1} of the schedule lies outside the text");
            }

            if (One(value.Json.Span.Slice(slice.Offset, slice.Length), group) is { } fault)
            {
                return fault with { Detail = $"Body {i + 1} of the schedule: {fault.Detail}" };
            }
        }

        return null;
    }

    private static ChangeFault? One(ReadOnlySpan<byte> json, ServingGroup group)
    {
        if (json.Length > group.MaxBytes)
        {
            return new(ChangeFaultKind.TooLarge, "Body too large", $"A body of '{group.Name}' has at most {group.MaxBytes} bytes; this one has {json.Length}.");
        }

        return JsonText.Mistake(json) is { } mistake ? Malformed(group, mistake) : null;
    }

    private static ChangeFault Malformed(ServingGroup group, string mistake) =>
        new(ChangeFaultKind.BadBody, "Malformed body", $"The body of '{group.Name}' must be one JSON value in UTF-8: {mistake}");
}
