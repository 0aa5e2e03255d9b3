using CsCheck;
using Servepath.Kernel;

namespace Servepath.Tests.Unit.Kernel;

public class RowImageTests
{
    [Fact]
    public void What_is_written_is_read_back_byte_for_byte() => Arbitrary.Row.Sample(groups =>
    {
        RowImage.TryOpen(RowImage.Write(groups), out var image).Should().BeTrue();
        image.Count.Should().Be(groups.Length);
        foreach (var group in groups)
        {
            image.TryGet(group.Id, out var value).Should().BeTrue();
            value.Version.Should().Be(group.Value.Version);
            value.Json.ToArray().Should().Equal(group.Value.Json.ToArray());
            value.Slices.Should().Be(group.Value.Slices);
        }
    }, iter: 300);

    [Fact]
    public void The_revision_is_the_sum_of_versions_whatever_the_order() => Arbitrary.Row.Sample(groups =>
    {
        RowImage.TryOpen(RowImage.Write(groups), out var image);
        Array.Reverse(groups);
        RowImage.TryOpen(RowImage.Write(groups), out var reversed);
        image.Revision.Should().Be(groups.Sum(group => group.Value.Version)).And.Be(reversed.Revision);
    }, iter: 300);

    [Fact]
    public void The_image_of_an_unknown_key_has_revision_zero()
    {
        RowImage.TryOpen(RowImage.Write([]), out var image).Should().BeTrue();
        (image.Revision, image.Count).Should().Be((0L, 0));
    }

    [Fact]
    public void A_group_of_version_zero_is_left_out()
    {
        RowImage.TryOpen(RowImage.Write([new(1, default)]), out var image).Should().BeTrue();
        image.TryGet(1, out var value).Should().BeFalse();
        value.Version.Should().Be(0);
    }

    [Fact]
    public void Torn_or_foreign_bytes_are_refused_and_never_throw() =>
        Gen.Select(Arbitrary.Row, Gen.Int[0, 400], Gen.Byte.Array[0, 80]).Sample((groups, cut, noise) =>
        {
            var image = RowImage.Write(groups);
            RowImage.TryOpen(noise, out _).Should().BeFalse();
            if (cut < image.Length)
            {
                RowImage.TryOpen(image.AsMemory(0, cut), out _).Should().BeFalse();
            }
        }, iter: 500);
}
