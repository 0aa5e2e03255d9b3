using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;
using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Console;

/// <summary>The serving domains in force, and what changed files would do. Addresses are not shown: they may hold passwords.</summary>
internal static class DomainsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/domains", All);
        api.MapGet("/domains/plan", Plan);
    }

    private static JsonHttpResult<DomainList> All(IBlueprint blueprint)
    {
        var snapshot = blueprint.Current;
        return JsonBody.Answer(new DomainList(snapshot.Generation, [.. snapshot.Domains.Values.OrderBy(domain => domain.Name, StringComparer.Ordinal).Select(Describe)]));
    }

    private static JsonHttpResult<DomainPlan> Plan(DomainPlanning planning) => JsonBody.Answer(planning());

    private static DomainDescription Describe(ServingDomain domain) => new(
        domain.Name,
        domain.WrittenKeyPattern,
        [.. domain.Groups.Select(group => new GroupDescription(group.Id, group.Name, group.Owner, group.Class, group.MaxBytes))],
        domain.Views,
        domain.KeepBoth);
}

/// <summary>Says what the files of the settings folder would do to this process; changes nothing.</summary>
public delegate DomainPlan DomainPlanning();
