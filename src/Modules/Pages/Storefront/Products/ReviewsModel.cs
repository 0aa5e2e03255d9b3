using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Products;

/// <summary>A page of all reviews of a product.</summary>
/// <param name="Shell">Around it.</param>
/// <param name="Id">The product.</param>
/// <param name="Title">The product's.</param>
/// <param name="Rating">Null when there are no reviews.</param>
/// <param name="Reviews">Of this page.</param>
/// <param name="Pager">To the others.</param>
/// <param name="Note">What is not as it should be; null when all is.</param>
internal sealed record ReviewsModel(
    PageShell Shell, string Id, string Title, RatingModel? Rating, IReadOnlyList<ReviewModel> Reviews, Pager Pager, string? Note)
{
    public string ProductAddress => $"/products/{Id}";
}
