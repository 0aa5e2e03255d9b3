using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Unit.Serving.Changes;

public sealed class VersionAssignmentTests
{
    [Fact]
    public void An_assigned_version_is_above_the_last_one_and_the_floor()
    {
        var versions = new VersionAssignment(floor: 10);
        versions.Knows("a", "g", 50);

        versions.Assign(Item("a", null)).Should().Be((51L, true));
        versions.Assign(Item("a", null)).Should().Be((52L, true));
        versions.Assign(Item("b", null)).Should().Be((11L, true));
    }

    [Fact]
    public void The_highest_version_of_teams_outside_is_never_passed()
    {
        var versions = new VersionAssignment(floor: 0);
        versions.Knows("a", "g", Versions.HighestFromOutside);

        versions.Assign(Item("a", null)).Should().BeNull();
        versions.Assign(Item("a", 5)).Should().Be((Versions.HighestFromOutside, false));
    }

    [Fact]
    public void Versions_that_are_taken_only_rise_and_the_answer_says_the_one_in_force()
    {
        Gen.Long[1, 20].Select(Gen.Bool, (version, own) => own ? version : (long?)null).Array.Sample(wishes =>
        {
            var versions = new VersionAssignment(floor: 0);
            long inForce = 0;
            foreach (var wish in wishes)
            {
                var (version, taken) = versions.Assign(Item("a", wish))!.Value;
                if (taken ? version <= inForce || (wish ?? version) != version : version != inForce || !(wish <= inForce))
                {
                    return false;
                }

                inForce = version;
            }

            return true;
        });
    }

    private static IngestItem Item(string key, long? version) => new(key, "g", version, GroupValue.Tombstone(0));
}
