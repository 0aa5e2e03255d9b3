using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Serving.Blueprint.Accepting;
using Servepath.Serving.Blueprint.Following;
using Servepath.Serving.Blueprint.Writing;

namespace Servepath.Serving.Blueprint;

/// <summary>The room's face: serving domains as files say, one file each.</summary>
public static class BlueprintModule
{
    /// <summary>
    /// Reads every file of <c>domains</c> in <paramref name="settingsFolder"/>, and follows the folder (a change counts
    /// within a second) until the result, which is an <see cref="IAsyncDisposable"/>, is disposed.
    /// </summary>
    /// <param name="settingsFolder">The folder of the settings; <c>domains</c> lies in it.</param>
    /// <param name="resolveConnection">
    /// Gives the address behind a name of ConnectionStrings, or an address as it is; null, empty or an exception for a
    /// name that is not known.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Takes what is refused while running.</param>
    /// <param name="views">Names of the views that there are; null leaves them unchecked.</param>
    /// <exception cref="ConfigurationException">There are mistakes; it carries all of them.</exception>
    public static IBlueprint CreateBlueprint(
        string settingsFolder, Func<string, string?> resolveConnection, TimeProvider time, ILoggerFactory loggers, IReadOnlyCollection<string>? views = null)
    {
        var folder = new DomainFolder(settingsFolder);
        return new LivingBlueprint(folder, new(new(resolveConnection, views)), time, loggers.CreateLogger("Servepath.Serving.Blueprint"));
    }

    /// <summary>Says what the files of <paramref name="settingsFolder"/> would do to a process in which <paramref name="running"/> is in force. Changes nothing.</summary>
    public static DomainPlan Plan(
        string settingsFolder, Func<string, string?> resolveConnection, BlueprintSnapshot running, IReadOnlyCollection<string>? views = null)
    {
        var planner = new DomainPlanner(new(resolveConnection, views));
        return planner.Plan(new DomainFolder(settingsFolder).Read(), running.Domains).ToPlan(running.Domains);
    }
}
