using System.Collections.Concurrent;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>
/// Limits how many rows of unknown keys this node puts into the cache, so that a scan of invented keys cannot drive out
/// the rows that exist: at most 1,000 within the life of such a row, for each serving domain. Beyond that an unknown key is
/// answered from storage without being kept, and counted.
/// </summary>
internal sealed class UnknownKeys(TimeProvider time)
{
    public const int Most = 1000;

    private readonly ConcurrentDictionary<string, Window> windows = new(StringComparer.Ordinal);

    public bool MayKeep(ServingDomain domain) => windows.GetOrAdd(domain.Name, static _ => new()).Take(time, domain.UnknownLifetime);

    private sealed class Window
    {
        private readonly Lock counting = new();
        private long began;
        private int taken;

        public bool Take(TimeProvider time, TimeSpan length)
        {
            lock (counting)
            {
                if (taken == 0 || time.GetElapsedTime(began) >= length)
                {
                    began = time.GetTimestamp();
                    taken = 0;
                }

                if (taken == Most)
                {
                    return false;
                }

                taken++;
                return true;
            }
        }
    }
}
