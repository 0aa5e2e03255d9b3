using System.Runtime.CompilerServices;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>The floor of workers that the hosts set too: without it, a fixture that blocks while its server starts stalls every other test for a second.</summary>
internal static class ThreadFloor
{
    [ModuleInitializer]
    internal static void Set() => ThreadPool.SetMinThreads(32, 32);
}
