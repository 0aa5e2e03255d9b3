using System.Collections.Frozen;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Kernel;
using Servepath.Serving.Reading.Answers;
using Servepath.Serving.Reading.Endpoints;
using Servepath.Serving.Reading.Laddering;
using Servepath.Serving.Reading.Merging;
using Servepath.Serving.Reading.Near;
using Servepath.Serving.Reading.Watching;

namespace Servepath.Serving.Reading;

/// <summary>The room's face: reading merged rows in a node of a cluster.</summary>
public static class ReadingModule
{
    /// <summary>
    /// Registers <see cref="IRowReader"/>, <see cref="IRowWatch"/> and <see cref="IAnswerCache"/> of <paramref name="cluster"/>.
    /// Needs a row source and a push channel (Caching), the blueprint, configuration, the clock, and takes every
    /// <see cref="IView"/> that is registered. Settings: <c>Node:RequestDeadlineMs</c> (10 to 60,000; default 2,000),
    /// <c>Node:NearRows</c> (default 20,000), <c>Node:ToldRows</c> (default 10,000), <c>Node:AnswerMegabytes</c> (1 to 4,096; default 64).
    /// </summary>
    public static IServiceCollection AddReading(this IServiceCollection services, string cluster)
    {
        services.AddSingleton(provider => ReadingSettings.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(_ => new ReadingMetrics(cluster));
        services.AddSingleton(provider => new ReadingTools(
            provider.GetServices<IView>().ToFrozenDictionary(view => view.Name, StringComparer.Ordinal),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NearRows>();
        services.AddSingleton<Flights>();
        services.AddSingleton<RowWatch>();
        services.AddSingleton<IRowWatch>(provider => provider.GetRequiredService<RowWatch>());
        services.AddSingleton<IRowReader, RowReader>();
        services.AddSingleton<IAnswerCache, AnswerCache>();
        services.AddHostedService<PushReceiver>();
        return services;
    }

    /// <summary>Maps <c>/api/serving/**</c>.</summary>
    public static void MapServing(this IEndpointRouteBuilder endpoints) => ServingEndpoints.Map(endpoints);
}
