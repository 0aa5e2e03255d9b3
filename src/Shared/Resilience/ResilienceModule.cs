using Microsoft.Extensions.Logging;
using Servepath.Kernel;

namespace Servepath.Resilience;

/// <summary>The room's face: guards before every I/O, and their manual switches.</summary>
public static class ResilienceModule
{
    /// <summary>The name of the room's meter.</summary>
    public const string MeterName = "Servepath.Resilience";

    /// <summary>
    /// Makes the guards of this process and follows the switches in <paramref name="folder"/> (within 300 ms) until the
    /// result, which is an <see cref="IAsyncDisposable"/>, is disposed. A missing or unreadable file of switches leaves
    /// the last known positions in force.
    /// </summary>
    public static IGuards CreateGuards(DataFolder folder, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger(MeterName);
        return new Guards(new SwitchFile(folder.Switches, logger), time, logger);
    }
}
