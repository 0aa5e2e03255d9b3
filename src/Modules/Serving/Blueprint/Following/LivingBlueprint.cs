using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Serving.Blueprint.Accepting;
using Servepath.Serving.Blueprint.Writing;

namespace Servepath.Serving.Blueprint.Following;

/// <summary>The only thing here that changes: the snapshot in force, swapped whole when the folder has changed and come to rest.</summary>
internal sealed class LivingBlueprint : IBlueprint, IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock looking = new();
    private readonly DomainFolder folder;
    private readonly DomainPlanner planner;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private readonly Dictionary<string, string> reported = new(StringComparer.Ordinal);
    private readonly HashSet<string> gone = new(StringComparer.Ordinal);
    private readonly HashSet<string> unread = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, (DateTime Written, long Length)> seen;
    private BlueprintSnapshot current;
    private ImmutableList<Action<BlueprintSnapshot>> listeners = [];

    public LivingBlueprint(DomainFolder folder, DomainPlanner planner, TimeProvider time, ILogger logger)
    {
        (this.folder, this.planner, this.logger) = (folder, planner, logger);
        seen = folder.Stamps();
        var weighed = planner.Plan(folder.Read(), FrozenDictionary<string, ServingDomain>.Empty);
        if (weighed.Mistakes.Count > 0)
        {
            throw new ConfigurationException(weighed.Mistakes);
        }

        current = new(1, weighed.Over(FrozenDictionary<string, ServingDomain>.Empty));
        timer = time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    public BlueprintSnapshot Current => Volatile.Read(ref current);

    public IDisposable OnChange(Action<BlueprintSnapshot> changed)
    {
        ImmutableInterlocked.Update(ref listeners, (all, one) => all.Add(one), changed);
        return new Subscription(() => ImmutableInterlocked.Update(ref listeners, (all, one) => all.Remove(one), changed));
    }

    public async ValueTask DisposeAsync() => await timer.DisposeAsync();

    private void Look()
    {
        if (!looking.TryEnter())
        {
            return;
        }

        try
        {
            LookAtFiles();
        }
        catch (Exception e)
        {
            Log.NotFollowed(logger, e);
        }
        finally
        {
            looking.Exit();
        }
    }

    private void LookAtFiles()
    {
        var stamps = folder.Stamps();

        // A file counts once it has stood still from one look to the next: an editor may be in the middle of it.
        var still = unread.Where(file => stamps.TryGetValue(file, out var stamp) && seen.TryGetValue(file, out var before) && stamp == before).ToHashSet(StringComparer.Ordinal);
        unread.UnionWith(stamps.Where(file => !seen.TryGetValue(file.Key, out var before) || before != file.Value).Select(file => file.Key));
        unread.ExceptWith(still);
        ReportGone(stamps.Keys);
        seen = stamps;
        if (still.Count > 0)
        {
            Apply(planner.Plan(folder.Read(file => !unread.Contains(file)), current.Domains));
        }
    }

    private void Apply(WeighedFolder weighed)
    {
        foreach (var domain in weighed.Domains)
        {
            Report(domain);
        }

        if (weighed.Domains.All(domain => domain.Step is not (DomainStep.New or DomainStep.Changed)))
        {
            return;
        }

        var next = new BlueprintSnapshot(current.Generation + 1, weighed.Over(current.Domains));
        Volatile.Write(ref current, next);
        foreach (var listener in listeners)
        {
            try
            {
                listener(next);
            }
            catch (Exception e)
            {
                Log.ListenerFailed(logger, e);
            }
        }
    }

    private void Report(WeighedDomain domain)
    {
        var text = domain.Step == DomainStep.Refused
            ? string.Join("; ", domain.Found.Mistakes.All)
            : string.Join("; ", domain.Changes);
        if (domain.Step == DomainStep.Unchanged)
        {
            reported.Remove(domain.Found.Name);
        }
        else if (!reported.TryGetValue(domain.Found.Name, out var last) || last != text)
        {
            reported[domain.Found.Name] = text;
            if (domain.Step == DomainStep.Refused)
            {
                Log.Refused(logger, domain.Found.File, text);
            }
            else
            {
                Log.Taken(logger, domain.Found.File, domain.Step, text);
            }
        }
    }

    // A folder that is not mounted for a moment must not take a domain from the pages: removal waits for a restart.
    private void ReportGone(IEnumerable<string> files)
    {
        var names = files.Select(Path.GetFileNameWithoutExtension).ToHashSet();
        gone.ExceptWith(names!);
        foreach (var name in current.Domains.Keys.Where(name => !names.Contains(name) && gone.Add(name)))
        {
            Log.Gone(logger, name);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => Interlocked.Exchange(ref end, static () => { })();
    }
}
