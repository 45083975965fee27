using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Registers what the routes of recommendations answer with.</summary>
public static class ProductServices
{
    /// <summary>Adds it; needs recommendations, taste and the catalogue.</summary>
    public static IServiceCollection AddRecommendationProducts(this IServiceCollection services)
    {
        services.TryAddSingleton<ListenerProducts>();
        services.TryAddSingleton<ProductAnswers>();
        return services;
    }
}
