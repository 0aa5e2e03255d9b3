using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Domains.Catalog;
using Servepath.Pages.Storefront.Assets;
using Servepath.Pages.Storefront.Cards;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class PhotosTests
{
    private readonly FakeRows rows = new();

    [Theory]
    [InlineData("https://pictures.example/한글.jpg?signed=", "https://pictures.example/%ED%95%9C%EA%B8%80.jpg?signed=")]
    [InlineData("/pictures/한글.jpg?signed=", "/pictures/%ED%95%9C%EA%B8%80.jpg?signed=")]
    public async Task A_photo_with_a_long_address_is_named_by_a_short_one_that_leads_there(string address, string escaped)
    {
        var signature = new string('s', 400);
        var details = Add("https://pictures.example/1.jpg", address + signature);

        var pictures = Picture.All("lamp-1", details);

        pictures.Select(picture => picture.Photo).Should().Equal("https://pictures.example/1.jpg", "/images/photos/lamp-1/2");
        var found = (await Photos.GetAsync("lamp-1", 2, Rendered.Context(), rows)).Result;
        found.Should().BeOfType<RedirectHttpResult>().Which.Url.Should().Be(escaped + signature);
    }

    [Theory]
    [InlineData("lamp-1", 0)]
    [InlineData("lamp-1", 3)]
    [InlineData("lamp-2", 1)]
    public async Task What_is_no_photo_is_not_found(string id, int number)
    {
        Add("https://pictures.example/1.jpg", "/images/drawn/lamp-1.svg");

        (await Photos.GetAsync(id, number, Rendered.Context(), rows)).Result.Should().BeOfType<ProblemHttpResult>().Which.StatusCode.Should().Be(StatusCodes.Status404NotFound);
        (await Photos.GetAsync("lamp-1", 2, Rendered.Context(), rows)).Result.Should().BeOfType<ProblemHttpResult>("a drawing is no photo");
    }

    private ProductDetails Add(params string[] addresses)
    {
        var details = Samples.Details() with { Images = [.. addresses.Select(address => new ProductImage(address, "A lamp", null, null))] };
        rows.Add(FakeRow.Product("lamp-1", details, Samples.OnSale));
        return details;
    }
}
