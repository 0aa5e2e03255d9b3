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

    private static JsonHttpResult<Domains> All(IBlueprint blueprint)
    {
        var snapshot = blueprint.Current;
        return JsonBody.Answer(new Domains(snapshot.Generation, [.. snapshot.Domains.Values.OrderBy(domain => domain.Name, StringComparer.Ordinal).Select(Describe)]));
    }

    private static JsonHttpResult<DomainPlan> Plan(DomainPlanning planning) => JsonBody.Answer(planning());

    private static Domain Describe(ServingDomain domain) => new(
        domain.Name,
        domain.KeyPattern.ToString(),
        [.. domain.Groups.Select(group => new Group(group.Id, group.Name, group.Owner, group.Class, group.MaxBytes))],
        domain.Views,
        domain.KeepBoth);

    private sealed record Domains(long Generation, IReadOnlyList<Domain> Items);

    private sealed record Domain(string Name, string KeyPattern, IReadOnlyList<Group> Groups, IReadOnlyList<string> Views, bool KeepBoth);

    private sealed record Group(ushort Id, string Name, string Owner, GroupClass Class, int MaxBytes);
}

/// <summary>Says what the files of the settings folder would do to this process; changes nothing.</summary>
public delegate DomainPlan DomainPlanning();
