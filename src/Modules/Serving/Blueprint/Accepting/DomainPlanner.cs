using System.Collections.Frozen;
using Servepath.Kernel;
using Servepath.Serving.Blueprint.Writing;

namespace Servepath.Serving.Blueprint.Accepting;

/// <summary>One file weighed against what runs.</summary>
internal sealed record WeighedDomain(FoundDomain Found, DomainStep Step, ServingDomain? Accepted, IReadOnlyList<string> Changes);

/// <summary>All files weighed against what runs.</summary>
internal sealed record WeighedFolder(IReadOnlyList<WeighedDomain> Domains)
{
    public IReadOnlyList<ConfigurationMistake> Mistakes => [.. Domains.SelectMany(domain => domain.Found.Mistakes.All)];

    /// <summary>What would be in force: what runs, with what is new or changed put over it.</summary>
    public FrozenDictionary<string, ServingDomain> Over(FrozenDictionary<string, ServingDomain> running)
    {
        var domains = new Dictionary<string, ServingDomain>(running, StringComparer.Ordinal);
        foreach (var weighed in Domains.Where(weighed => weighed.Step is DomainStep.New or DomainStep.Changed))
        {
            domains[weighed.Found.Name] = weighed.Accepted!;
        }

        return domains.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public DomainPlan ToPlan(FrozenDictionary<string, ServingDomain> running)
    {
        var planned = Domains.Select(domain => new PlannedDomain(
            domain.Found.Name, domain.Found.File, domain.Step, domain.Changes, domain.Found.Mistakes.All));
        var gone = running.Keys.Except(Domains.Select(domain => domain.Found.Name)).Select(name => new PlannedDomain(
            name, $"domains/{name}.json", DomainStep.Gone, ["the file is gone; the domain stays until the process ends"], []));
        return new([.. planned.Concat(gone).OrderBy(domain => domain.Domain, StringComparer.Ordinal)]);
    }
}

/// <summary>Weighs files against what runs: each for itself, then together, since domains may name one another.</summary>
internal sealed class DomainPlanner(DomainAcceptor acceptor)
{
    public WeighedFolder Plan(IReadOnlyList<FoundDomain> found, FrozenDictionary<string, ServingDomain> running)
    {
        var weighed = found.Select(domain => Weigh(domain, running)).ToList();

        // A file that is refused here may be the one that another names: go on until nothing more falls.
        while (RefuseNamesOfNobody(weighed, running))
        {
        }

        return new(weighed);
    }

    private WeighedDomain Weigh(FoundDomain found, FrozenDictionary<string, ServingDomain> running)
    {
        if (acceptor.Accept(found) is not { } accepted)
        {
            return new(found, DomainStep.Refused, null, []);
        }

        if (!running.TryGetValue(found.Name, out var now))
        {
            return new(found, DomainStep.New, accepted, [.. accepted.Groups.Select(group => $"groups.{group.Name}: added")]);
        }

        var differences = DomainDifference.Between(now, accepted);
        foreach (var refused in differences.Where(difference => difference.Refusal is not null))
        {
            found.Mistakes.Add(refused.Path, $"{refused.Text}: cannot be changed while running: {refused.Refusal}");
        }

        var step = found.Mistakes.All.Count > 0 ? DomainStep.Refused : differences.Count > 0 ? DomainStep.Changed : DomainStep.Unchanged;
        return new(found, step, step == DomainStep.Changed ? accepted : now, [.. differences.Select(difference => $"{difference.Path}: {difference.Text}")]);
    }

    private static bool RefuseNamesOfNobody(List<WeighedDomain> weighed, FrozenDictionary<string, ServingDomain> running)
    {
        var domains = new WeighedFolder(weighed).Over(running);
        var refused = false;
        for (var i = 0; i < weighed.Count; i++)
        {
            if (weighed[i].Step is not (DomainStep.New or DomainStep.Changed))
            {
                continue;
            }

            var names = weighed[i].Accepted!.Names;
            for (var n = 0; n < names.Length; n++)
            {
                if (!domains.ContainsKey(names[n].Domain))
                {
                    weighed[i].Found.Mistakes.Add($"names[{n}].domain", $"there is no serving domain {names[n].Domain}");
                    weighed[i] = weighed[i] with { Step = DomainStep.Refused };
                    refused = true;
                }
            }
        }

        return refused;
    }
}
