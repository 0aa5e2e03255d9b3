using System.Xml.Linq;
using CsCheck;
using Servepath.Domains.Catalog;

namespace Servepath.Tests.Unit.Domains.Catalog;

public sealed class ProductDrawingTests
{
    [Fact]
    public void Any_product_gets_a_well_formed_picture_that_is_the_same_each_time() =>
        Gen.Select(Gen.String, Gen.String.Array[0, 3], Gen.String).Sample((id, category, title) =>
        {
            var drawing = ProductDrawing.Draw(id, category, title);
            XDocument.Parse(drawing).Root!.Name.LocalName.Should().Be("svg");
            drawing.Should().Be(ProductDrawing.Draw(id, category, title)).And.NotContain("{main}").And.NotContain("{ink}");
        }, iter: 200);

    [Theory]
    [InlineData("Harbour Ceramic Mug, 350 ml", "Chair", "mug")]
    [InlineData("Adventure-Ready Expedition Backpack", "", "backpack")]
    [InlineData("Alisha Solid Women's Cycling Shorts", "Clothing", "shorts")]
    [InlineData("Mug with Lamp Motif", "", "mug")]
    [InlineData("Xyzzy", "Home > Lamps", "lamp")]
    public void The_thing_is_told_from_title_then_category(string title, string category, string like) =>
        DrawingShapes.Find(category.Split(" > "), title).Should().Be(DrawingShapes.Find([], like)).And.NotBe(HouseholdShapes.Parcel);

    [Fact]
    public void What_is_not_known_comes_in_a_parcel() => DrawingShapes.Find(["Xyzzy"], "Plugh").Should().Be(HouseholdShapes.Parcel);
}
