using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Changes;

/// <summary>What ingest refuses: what the serving domain does not take, what an owner within writes, what storage has no place for yet.</summary>
internal sealed class IngestRules(IBlueprint blueprint, IEnumerable<BuiltInOwner> owners, ReadyGroups ready)
{
    private readonly FrozenSet<string> owners = owners.Select(each => each.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether there is such a serving domain.</summary>
    public IngestFault? Domain(string domain) =>
        blueprint.Current.Domains.ContainsKey(domain)
            ? null
            : new(StatusCodes.Status404NotFound, "Unknown serving domain", $"There is no serving domain '{domain}'.");

    /// <summary>Whether changes of this key and group are taken now, and how large a body may be.</summary>
    public async ValueTask<(IngestFault? Fault, ServingGroup? Group)> PlaceAsync(string domain, string key, string group, CancellationToken cancellationToken)
    {
        if (ChangeRules.Place(blueprint.Current, domain, key, group, out var found) is { } fault)
        {
            return (Fault(fault), null);
        }

        if (owners.Contains(found!.Owner))
        {
            return (new(
                StatusCodes.Status409Conflict,
                "Group of a built-in owner",
                $"'{domain}/{group}' is written by {found.Owner}, which alone raises its versions; use the write API of {found.Owner}."), null);
        }

        return (await ready.GetAsync(cancellationToken)).Contains((domain, group))
            ? (null, found)
            : (new(StatusCodes.Status503ServiceUnavailable, "Not ready yet", $"Storage has no place for '{domain}/{group}' yet; the pipeline is making it. Try again in a second."), null);
    }

    /// <summary>Whether the version, if there is one, and the body are what the group takes.</summary>
    public static IngestFault? Content(long? version, in GroupValue value, ServingGroup group)
    {
        if (version is { } own && ChangeRules.Version(own, Versions.HighestFromOutside) is { } fault)
        {
            return Fault(fault);
        }

        return ChangeRules.Body(value, group) is { } mistake ? Fault(mistake) : null;
    }

    private static IngestFault Fault(ChangeFault fault) => new(
        fault.Kind switch
        {
            ChangeFaultKind.UnknownDomain or ChangeFaultKind.UnknownGroup => StatusCodes.Status404NotFound,
            ChangeFaultKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            _ => StatusCodes.Status400BadRequest,
        },
        fault.Title,
        fault.Detail);
}
