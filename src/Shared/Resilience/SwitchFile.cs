using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;

namespace Servepath.Resilience;

/// <summary>
/// The positions of all switches as processes share them: one JSON object, name to position; <c>auto</c> is left out.
/// Written through a temporary file and a rename, so that a reader sees the old file or the new one and nothing between.
/// Not thread-safe.
/// </summary>
internal sealed class SwitchFile(string path, ILogger logger)
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    private byte[] lastSeen = [];

    /// <summary>Reads the file; false when it says what it said before, or is missing or cannot be understood.</summary>
    public bool TryReadChanged(out FrozenDictionary<GuardName, SwitchPosition> positions)
    {
        positions = FrozenDictionary<GuardName, SwitchPosition>.Empty;
        try
        {
            if (!File.Exists(path))
            {
                return false;
            }

            // The bytes are compared, not the time of writing: two writes may fall into one tick of the file system.
            var bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().SequenceEqual(lastSeen))
            {
                return false;
            }

            lastSeen = bytes;
            positions = Parse(bytes).ToFrozenDictionary();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.SwitchesNotRead(logger, path, e.Message);
            return false;
        }
    }

    /// <summary>Changes one position. Processes that write at the same time take turns, so that none loses the other's.</summary>
    /// <returns>All positions as they stand now, other processes' included.</returns>
    /// <exception cref="IOException">The folder cannot be written, or another process holds the lock for two seconds.</exception>
    public FrozenDictionary<GuardName, SwitchPosition> Write(GuardName name, SwitchPosition position)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var turn = WaitForTurn();
        var positions = ReadForWriting();
        positions.Remove(name);
        if (position != SwitchPosition.Auto)
        {
            positions.Add(name, position);
        }

        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        var written = positions.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, SwitchPosition>(written, StringComparer.Ordinal), Indented);
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
        lastSeen = bytes;
        return positions.ToFrozenDictionary();
    }

    private Dictionary<GuardName, SwitchPosition> ReadForWriting()
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllBytes(path)) : [];
        }
        catch (JsonException e)
        {
            // An operator's word must not be refused because of what stands there; what stood there is kept aside.
            Log.SwitchesNotRead(logger, path, e.Message);
            File.Copy(path, $"{path}.unreadable", overwrite: true);
            return [];
        }
    }

    private static Dictionary<GuardName, SwitchPosition> Parse(byte[] bytes)
    {
        var written = JsonSerializer.Deserialize<Dictionary<string, SwitchPosition>>(bytes, Json.Options) ?? throw new JsonException("an object is expected");
        var positions = new Dictionary<GuardName, SwitchPosition>(written.Count);
        foreach (var (text, position) in written)
        {
            if (!GuardName.TryParse(text, out var name))
            {
                throw new JsonException($"'{text}' is no name of the form cluster/domain/component");
            }

            positions[name] = Enum.IsDefined(position) ? position : throw new JsonException($"{text}: a switch is off, on or auto");
        }

        return positions;
    }

    private FileStream WaitForTurn()
    {
        FileStream? turn = null;
        IOException? refused = null;
        SpinWait.SpinUntil(
            () =>
            {
                try
                {
                    turn = new($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException e)
                {
                    refused = e;
                }

                return turn is not null;
            },
            LockPatience);
        return turn ?? throw new IOException($"the lock {path}.lock was not free for {LockPatience.TotalSeconds} s", refused);
    }
}
