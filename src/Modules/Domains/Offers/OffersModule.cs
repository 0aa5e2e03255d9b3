using Microsoft.Extensions.DependencyInjection;
using Servepath.Kernel;

namespace Servepath.Domains.Offers;

/// <summary>Offers: the one place that computes what a shopper pays, whether it can be had, and when it arrives.</summary>
public static class OffersModule
{
    /// <summary>Registers the view <c>offer</c> on a node.</summary>
    public static IServiceCollection AddOffers(this IServiceCollection services) => services.AddSingleton<IView, OfferView>();
}
