using Servepath.Kernel;

namespace Servepath.Flags;

/// <summary>One file of flags with its last good reading. Not thread-safe.</summary>
internal sealed class FollowedFile(string path, FlagSource source, TimeProvider time)
{
    // Two writes within a tick of the file system's clock look alike: a file that young is read again.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(1);

    private (DateTime Written, long Length) seen;
    private byte[]? text;

    // Two files have one name: the folder tells them apart.
    private readonly string name = System.IO.Path.Combine(
        System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))) ?? string.Empty, System.IO.Path.GetFileName(path));

    public string Path => path;

    /// <summary>The last good reading.</summary>
    public IReadOnlyList<Flag> Flags { get; private set; } = [];

    /// <summary>The bytes of the last good reading; null when there was no file.</summary>
    public byte[]? GoodText { get; private set; }

    /// <summary>What is wrong with the file as it stands now.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; private set; } = [];

    /// <summary>Reads the file if it has changed.</summary>
    /// <returns>Whether the reading or the mistakes changed.</returns>
    public bool Follow()
    {
        byte[]? now;
        try
        {
            var file = new FileInfo(path);
            var stamp = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (stamp == seen && time.GetUtcNow().UtcDateTime - stamp.LastWriteTimeUtc > Young)
            {
                return false;
            }

            now = file.Exists ? File.ReadAllBytes(path) : null;
            seen = stamp;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Report([new(name, "", $"cannot be read: {exception.Message}")]);
        }

        if (now is null ? text is null : text is not null && now.AsSpan().SequenceEqual(text))
        {
            return false;
        }

        text = now;
        return Accept(now);
    }

    private bool Accept(byte[]? bytes)
    {
        if (bytes is null)
        {
            (Flags, GoodText, Mistakes) = ([], null, []);
            return true;
        }

        var (flags, mistakes) = FlagFile.Read(bytes, name, source);
        if (mistakes.Count > 0)
        {
            return Report(mistakes);
        }

        (Flags, GoodText, Mistakes) = (flags, bytes, []);
        return true;
    }

    /// <summary>Takes what an earlier process accepted; the mistakes of the file stay reported.</summary>
    public void Recall(IReadOnlyList<Flag> flags, byte[]? bytes) => (Flags, GoodText) = (flags, bytes);

    private bool Report(IReadOnlyList<ConfigurationMistake> mistakes)
    {
        var changed = !mistakes.SequenceEqual(Mistakes);
        Mistakes = mistakes;
        return changed;
    }
}
