namespace Servepath.Flags;

/// <summary>Files that several processes write: one at a time, and whole or not at all.</summary>
internal static class DurableFile
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    public static async Task<FileStream> LockAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                // An advisory lock on Unix: it ends with the process that holds it, so a crash leaves nothing behind.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(started) < LongestWait && File.Exists(path))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
            }
        }
    }

    public static void Replace(string path, ReadOnlySpan<byte> text)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            stream.Write(text);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
