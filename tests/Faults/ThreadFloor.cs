using System.Runtime.CompilerServices;

namespace Servepath.Tests.Faults;

/// <summary>The floor of workers that the hosts set too.</summary>
internal static class ThreadFloor
{
    [ModuleInitializer]
    internal static void Set() => ThreadPool.SetMinThreads(32, 32);
}
