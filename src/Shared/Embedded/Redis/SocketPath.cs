using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Servepath.Embedded;

/// <summary>Where a Unix socket lies: in the folder asked for, or, when that is too long a path for a socket, in a private one.</summary>
internal sealed class SocketPath
{
    // sun_path holds 108 bytes; some systems hold 104.
    private const int LongestPath = 100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly bool isPrivate;

    private SocketPath(string path, bool isPrivate)
    {
        Path = path;
        this.isPrivate = isPrivate;
    }

    public string Path { get; }

    public static SocketPath Take(string name, string folder)
    {
        var full = System.IO.Path.GetFullPath(folder);
        var path = System.IO.Path.Combine(full, name + ".sock");
        var isPrivate = Encoding.UTF8.GetByteCount(path) > LongestPath;
        if (isPrivate)
        {
            full = PrivateFolder(full);
            path = System.IO.Path.Combine(full, name + ".sock");
        }

        Directory.CreateDirectory(full);
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            // Fails when somebody else has put a folder of that name there.
            File.SetUnixFileMode(full, OwnerOnly);
        }

        if (File.Exists(path))
        {
            RemoveStale(path);
        }

        return new(path, isPrivate);
    }

    public void Remove()
    {
        File.Delete(Path);
        if (isPrivate && System.IO.Path.GetDirectoryName(Path) is { } folder && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private static string PrivateFolder(string folder)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 6));
        return System.IO.Path.Combine("/tmp", $"servepath-{Environment.UserName}-{hash}");
    }

    /// <summary>A killed process leaves its socket's file behind; nobody answers on it.</summary>
    private static void RemoveStale(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }

        throw new IOException($"another process serves on {path}");
    }
}
