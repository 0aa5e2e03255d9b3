using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Http;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Reviews;

/// <summary>
/// Reviews: what shoppers wrote, and for each product count and sum of its stars, exact at O(1) a review. Publishes the
/// groups <c>rating</c> and <c>reviews</c> of the serving domain <c>product</c>.
/// </summary>
public static class ReviewsModule
{
    private const string Schema = "reviews";

    /// <summary>Adds the writing of reviews, with its migration. Needs <see cref="OwnersDatabase"/>, <see cref="IChangeOutbox"/> and the guards.</summary>
    public static IServiceCollection AddReviews(this IServiceCollection services)
    {
        services.TryAddSingleton<OwnerWriters>();
        services.AddSingleton(provider => new ReviewStore(provider.GetRequiredService<OwnerWriters>().For(Schema)));
        return services.AddSingleton(provider =>
            new Migration(Schema, typeof(ReviewsModule).Assembly, provider.GetRequiredService<OwnersDatabase>().Source));
    }

    /// <summary>Adds <see cref="IReviewPages"/> to a node, over the node's own <see cref="OwnersDatabase"/> and behind the guard <c>CLUSTER/reviews/database</c>.</summary>
    public static IServiceCollection AddReviewPages(this IServiceCollection services, string cluster) =>
        services.AddSingleton<IReviewPages>(provider => new ReviewPages(
            provider.GetRequiredService<OwnersDatabase>(), provider.GetRequiredService<IGuards>().Get(new(cluster, Schema, "database"), new() { TimeoutMs = 800, ConcurrencyLimit = 32 })));

    /// <summary>
    /// Adds <see cref="IReviewWriting"/> to a node, over the node's own <see cref="OwnersDatabase"/> and behind the guard
    /// <c>CLUSTER/reviews/writing</c>. Needs <see cref="IChangeOutbox"/>; the migration is the owners' host's.
    /// </summary>
    public static IServiceCollection AddReviewWriting(this IServiceCollection services, string cluster)
    {
        services.TryAddSingleton<OwnerWriters>();
        return services.AddSingleton<IReviewWriting>(provider => new ReviewWriting(provider.GetRequiredService<OwnerWriters>().For(
            Schema, new(cluster, Schema, "writing"), new() { TimeoutMs = 1500, ConcurrencyLimit = 32 })));
    }

    /// <summary>Maps <c>/api/reviews</c>, which asks for <paramref name="ownersKey"/>.</summary>
    public static IEndpointRouteBuilder MapReviews(this IEndpointRouteBuilder endpoints, BearerKey ownersKey)
    {
        ReviewEndpoints.Map(endpoints, ownersKey);
        return endpoints;
    }
}
