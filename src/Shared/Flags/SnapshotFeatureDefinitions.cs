using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.FeatureManagement;

namespace Servepath.Flags;

/// <summary>Shows the snapshot to Microsoft.FeatureManagement, so that whoever asks through IFeatureManager gets the gateway's answers.</summary>
internal sealed class SnapshotFeatureDefinitions(IFlagStore store) : IFeatureDefinitionProvider
{
    public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) =>
        Task.FromResult(Define(store.Current.Get(featureName)));

    public async IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync()
    {
        await Task.CompletedTask;
        foreach (var flag in store.Current.Flags.Values)
        {
            yield return Define(flag);
        }
    }

    private static FeatureDefinition Define(Flag flag) => new()
    {
        Name = flag.Name,
        RequirementType = RequirementType.Any,
        Status = flag.Enabled ? FeatureStatus.Conditional : FeatureStatus.Disabled,
        EnabledFor = !flag.Enabled ? [] : flag.Percentage is null ? [new FeatureFilterConfiguration { Name = "AlwaysOn" }] : [Targeting(flag)],
    };

    // A plain percentage becomes targeting too: Microsoft.Percentage rolls the dice at every call, so nobody would stay where they are.
    private static FeatureFilterConfiguration Targeting(Flag flag)
    {
        var audience = new Dictionary<string, string?>
        {
            ["Audience:DefaultRolloutPercentage"] = flag.Percentage!.Value.ToString(CultureInfo.InvariantCulture),
        };
        List(audience, "Audience:Users", flag.Users);
        List(audience, "Audience:Exclusion:Users", flag.Excluded);
        return new() { Name = "Microsoft.Targeting", Parameters = new ConfigurationBuilder().AddInMemoryCollection(audience).Build() };
    }

    private static void List(Dictionary<string, string?> into, string path, IEnumerable<string> values)
    {
        var index = 0;
        foreach (var value in values)
        {
            into[$"{path}:{index++}"] = value;
        }
    }
}
