using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Garnet.server;

namespace Servepath.Embedded;

/// <summary>Every size is set: the server's own defaults are made for a machine of its own (16 GB).</summary>
internal static class ServerSettings
{
    private const long LeastMegabytes = 16;

    public static GarnetServerOptions Make(EndPoint endpoint, long memoryMegabytes)
    {
        var memory = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(LeastMegabytes, memoryMegabytes) + 1) / 2;
        var options = new GarnetServerOptions(null)
        {
            EndPoints = [endpoint],
            QuietMode = true,
            LogMemorySize = Megabytes(memory),
            SegmentSize = Megabytes(memory),
            ObjectLogSegmentSize = Megabytes(memory),
            PageSize = "1m",
            IndexMemorySize = Megabytes(Math.Clamp(memory / 16, 1, 256)),
            EnableStorageTier = false,
            LogDir = null,
            CheckpointDir = null,
            EnableAOF = false,
            Recover = false,
            MaxDatabases = 1,

            // Without it the oldest written key goes first, however often it is read.
            CopyReadsToTail = true,
            EnableLua = true,

            // Without it scripts are not atomic, and every compare-and-set of ours is one.
            LuaTransactionMode = true,
            LuaOptions = new LuaOptions(LuaMemoryManagementMode.Native, string.Empty, TimeSpan.FromSeconds(5), LuaLoggingMode.Silent, [], null),
        };
        if (endpoint is UnixDomainSocketEndPoint socket)
        {
            options.UnixSocketPath = socket.ToString();
            options.UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static string Megabytes(long size) => string.Create(CultureInfo.InvariantCulture, $"{size}m");
}
