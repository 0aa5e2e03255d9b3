using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.FeatureManagement;
using Servepath.Kernel;

namespace Servepath.Flags;

/// <summary>The face of this room.</summary>
public static class FlagsModule
{
    /// <summary>Cookie by which the gateway knows a visitor again: a random id, given only while a percentage is in force.</summary>
    public const string VisitorCookie = "visitor";

    /// <summary>Reads the flags and follows them from then on. One a process; dispose it last.</summary>
    /// <param name="settingsFolder">Folder of the settings, with flags.json, which may be missing.</param>
    /// <param name="data">The data folder. A broken flags.json there does not stop a start: the last good copy beside it is taken.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    /// <exception cref="ConfigurationException">The settings' flags.json has mistakes: all of them.</exception>
    public static IFlagStore CreateFlagStore(string settingsFolder, DataFolder data, TimeProvider time, ILoggerFactory loggers) =>
        new FileFlagStore(settingsFolder, data, time, loggers.CreateLogger<FileFlagStore>());

    /// <summary>Registers <paramref name="store"/>, and Microsoft.FeatureManagement over it: IFeatureManager gives the same answers for the visitor of the request.</summary>
    public static IServiceCollection AddFlags(this IServiceCollection services, IFlagStore store)
    {
        services.AddSingleton(store);
        // Before AddFeatureManagement, which would register its own over IConfiguration.
        services.AddSingleton<IFeatureDefinitionProvider>(new SnapshotFeatureDefinitions(store));
        services.AddHttpContextAccessor();
        services.AddFeatureManagement().WithTargeting<VisitorTargeting>();
        return services;
    }
}
