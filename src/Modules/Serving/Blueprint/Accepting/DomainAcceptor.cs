using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Servepath.Serving.Blueprint.Writing;

namespace Servepath.Serving.Blueprint.Accepting;

/// <summary>Checks what a file says for what it means, and resolves its addresses. Every mistake is noted.</summary>
internal sealed partial class DomainAcceptor(Func<string, string?> resolveConnection, IReadOnlyCollection<string>? views)
{
    private const int MostGroups = 64;
    private const int MostViews = 16;

    /// <summary>Null when there are mistakes.</summary>
    public ServingDomain? Accept(FoundDomain found)
    {
        var mistakes = found.Mistakes;
        if (!Name().IsMatch(found.Name))
        {
            mistakes.Add(string.Empty, "the file's name is the domain's: lower-case letters, digits, underscores, at most 40, a letter first");
        }

        if (found.Written is not { } written)
        {
            return null;
        }

        var pattern = Pattern(written, mistakes);
        var groups = Groups(written, mistakes);
        var storage = Address("storage", written.Storage, mistakes);
        var clusters = written.Clusters.ToFrozenDictionary(
            cluster => cluster.Key,
            cluster => new ClusterCaches(
                Address($"clusters.{cluster.Key}.cache", cluster.Value.Cache, mistakes),
                Address($"clusters.{cluster.Key}.realtime", cluster.Value.Realtime, mistakes),
                cluster.Value.Guards.ToFrozenDictionary()));
        CheckViews(written, mistakes);
        CheckNames(written, groups, mistakes);
        return mistakes.All.Count > 0 ? null : new()
        {
            Name = written.Name,
            KeyPattern = pattern!,
            KeyMaxBytes = written.KeyMaxBytes,
            Groups = groups,
            RealtimeGroups = [.. groups.Where(group => group.Class == GroupClass.Realtime)],
            Views = [.. written.Views],
            Storage = storage,
            Clusters = clusters,
            CacheLifetime = TimeSpan.FromSeconds(written.Lifetimes.CacheSeconds),
            RealtimeLifetime = TimeSpan.FromSeconds(written.Lifetimes.RealtimeSeconds),
            UnknownLifetime = TimeSpan.FromSeconds(written.Lifetimes.UnknownSeconds),
            NearLifetime = TimeSpan.FromMilliseconds(written.Lifetimes.NearMs),
            KeepBoth = written.KeepBoth,
            Names = [.. written.Names],
        };
    }

    // Without backtracking, so that no key costs more than its length; over the whole key, so that a pattern that
    // forgot its anchors does not let everything in.
    private static Regex? Pattern(WrittenDomain written, MistakeList mistakes)
    {
        if (written.KeyPattern.Length == 0)
        {
            return null;
        }

        try
        {
            return new($@"\A(?:{written.KeyPattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            mistakes.Add("key.pattern", $"is no regular expression that is taken here (no look-around, no back-references): {e.Message}");
            return null;
        }
    }

    private static ImmutableArray<ServingGroup> Groups(WrittenDomain written, MistakeList mistakes)
    {
        if (written.Groups.Count is 0 or > MostGroups)
        {
            mistakes.Add("groups", $"1 to {MostGroups} groups are expected");
        }

        foreach (var group in written.Groups.Where(group => !Name().IsMatch(group.Name)))
        {
            mistakes.Add($"groups.{group.Name}", "a group's name has lower-case letters, digits, underscores, at most 40, a letter first");
        }

        foreach (var same in written.Groups.Where(group => group.Id > 0).GroupBy(group => group.Id).Where(same => same.Count() > 1))
        {
            mistakes.Add($"groups.{same.Last().Name}.id", $"{same.Key} belongs to {same.First().Name} already");
        }

        return [.. written.Groups.OrderBy(group => group.Id).Select(group => new ServingGroup((ushort)group.Id, group.Name, group.Owner, group.Class, group.MaxBytes))];
    }

    private void CheckViews(WrittenDomain written, MistakeList mistakes)
    {
        if (written.Views.Count > MostViews)
        {
            mistakes.Add("views", $"at most {MostViews} are taken");
        }

        for (var i = 0; i < written.Views.Count; i++)
        {
            if (written.Views.Take(i).Contains(written.Views[i]))
            {
                mistakes.Add($"views[{i}]", $"{written.Views[i]} stands there twice");
            }

            if (views is not null && !views.Contains(written.Views[i]))
            {
                mistakes.Add($"views[{i}]", $"there is no view {written.Views[i]}; there are: {string.Join(", ", views.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private static void CheckNames(WrittenDomain written, ImmutableArray<ServingGroup> groups, MistakeList mistakes)
    {
        for (var i = 0; i < written.Names.Count; i++)
        {
            var named = written.Names[i].Group;
            if (named.Length > 0 && groups.All(group => group.Name != named))
            {
                mistakes.Add($"names[{i}].group", $"there is no group {named}");
            }
        }
    }

    private string Address(string path, string written, MistakeList mistakes)
    {
        if (written.Length == 0)
        {
            return string.Empty;
        }

        string? address = null;
        try
        {
            address = resolveConnection(written);
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException or InvalidOperationException)
        {
            // Says the same as null.
        }

        // A bare word that resolves to itself is a name that nobody knows: an address has a colon, a slash or an equals sign.
        if (string.IsNullOrEmpty(address) || (address == written && BareWord().IsMatch(written)))
        {
            mistakes.Add(path, $"ConnectionStrings has no address called {written}");
            return string.Empty;
        }

        return address;
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex BareWord();
}
