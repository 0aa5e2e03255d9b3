using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;

namespace Servepath.Flags;

/// <summary>Flags in two files. Polled, not watched: inotify is silent on network and some container file systems.</summary>
internal sealed class FileFlagStore : IFlagStore
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    // People read and edit the file: no escapes but those that JSON needs.
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DataFolder data;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly FollowedFile settings;
    private readonly FollowedFile overlay;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task following;
    private Action<FlagSnapshot>[] callbacks = [];
    private FlagSnapshot current;
    private IReadOnlyList<Flag>? published;

    public FileFlagStore(string settingsFolder, DataFolder data, TimeProvider time, ILogger<FileFlagStore> log)
    {
        (this.data, this.time, this.log) = (data, time, log);
        settings = new FollowedFile(Path.Combine(settingsFolder, "flags.json"), FlagSource.Settings, time);
        overlay = new FollowedFile(data.Flags, FlagSource.Operator, time);
        settings.Follow();
        if (settings.Mistakes.Count > 0)
        {
            throw new ConfigurationException(settings.Mistakes);
        }

        overlay.Follow();
        if (overlay.Mistakes.Count > 0)
        {
            TakeLastGood();
        }

        current = Snapshot(1);
        following = Task.Run(FollowAsync);
    }

    private string LastGood => Path.Combine(data.Path, "flags.last-good.json");

    public FlagSnapshot Current => Volatile.Read(ref current);

    public IDisposable OnChange(Action<FlagSnapshot> changed)
    {
        lock (stopping)
        {
            callbacks = [.. callbacks, changed];
        }

        return new Subscription(this, changed);
    }

    public async Task<FlagSnapshot> SetAsync(string name, bool enabled, string? reason, CancellationToken cancellationToken)
    {
        if (!FlagFile.NamePattern.IsMatch(name))
        {
            throw new ArgumentException("a flag's name is lower-case letters, digits, dots, dashes and underscores, at most 63", nameof(name));
        }

        if (reason is { Length: > 200 })
        {
            throw new ArgumentException("a reason has at most 200 characters", nameof(reason));
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(data.Path);
            using (await DurableFile.LockAsync(data.Flags + ".lock", time, cancellationToken))
            {
                overlay.Follow();
                var text = With(overlay.GoodText, name, enabled, reason);
                DurableFile.Replace(data.Flags, text);
                KeepLastGood(text);
                overlay.Follow();
            }

            Publish();
            return Current;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await following;
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(PollEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                await gate.WaitAsync(stopping.Token);
                try
                {
                    Follow();
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    Log.FollowingFailed(log, exception);
                }
                finally
                {
                    gate.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The store is being disposed.
        }
    }

    private void Follow()
    {
        var settingsChanged = settings.Follow();
        var overlayChanged = overlay.Follow();
        if (overlayChanged && overlay.Mistakes.Count == 0 && overlay.GoodText is { } text)
        {
            KeepLastGood(text);
        }

        // A write that failed half way has read the overlay already, without publishing it.
        if (settingsChanged || overlayChanged || !ReferenceEquals(overlay.Flags, published))
        {
            Publish();
        }
    }

    private void Publish()
    {
        var next = Snapshot(Current.Generation + 1);
        Volatile.Write(ref current, next);
        foreach (var mistake in next.Mistakes)
        {
            Log.FileRefused(log, mistake);
        }

        Log.SnapshotSwapped(log, next.Generation, next.Flags.Count);
        foreach (var callback in Volatile.Read(ref callbacks))
        {
            try
            {
                callback(next);
            }
            catch (Exception exception)
            {
                Log.CallbackFailed(log, exception);
            }
        }
    }

    private FlagSnapshot Snapshot(long generation)
    {
        published = overlay.Flags;
        var merged = settings.Flags.Concat(overlay.Flags).GroupBy(flag => flag.Name).Select(same => same.Last());
        return new FlagSnapshot(generation, merged, [.. settings.Mistakes, .. overlay.Mistakes], time.GetUtcNow());
    }

    private void TakeLastGood()
    {
        var mistakes = overlay.Mistakes;
        Log.StartsFromLastGood(log, mistakes[0]);
        var copy = new FollowedFile(LastGood, FlagSource.Operator, time);
        copy.Follow();
        overlay.Recall(copy.Flags, copy.GoodText);
    }

    private void KeepLastGood(byte[] text)
    {
        try
        {
            DurableFile.Replace(LastGood, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.LastGoodNotKept(log, exception);
        }
    }

    private byte[] With(byte[]? text, string name, bool enabled, string? reason)
    {
        var root = text is null ? [] : JsonNode.Parse(text, documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!.AsObject();
        if (root["feature_management"]?["feature_flags"] is not JsonArray flags)
        {
            flags = [];
            root["feature_management"] = new JsonObject { ["feature_flags"] = flags };
        }

        foreach (var old in flags.Where(flag => (string?)flag?["id"] == name).ToArray())
        {
            flags.Remove(old);
        }

        var flag = new JsonObject { ["id"] = name, ["enabled"] = enabled, ["changed_at"] = time.GetUtcNow().ToString("O") };
        if (!string.IsNullOrWhiteSpace(reason))
        {
            flag["reason"] = reason.Trim();
        }

        flags.Add((JsonNode)flag);
        return Encoding.UTF8.GetBytes(root.ToJsonString(Indented) + "\n");
    }

    private sealed class Subscription(FileFlagStore store, Action<FlagSnapshot> callback) : IDisposable
    {
        public void Dispose()
        {
            lock (store.stopping)
            {
                store.callbacks = [.. store.callbacks.Where(other => other != callback)];
            }
        }
    }
}
