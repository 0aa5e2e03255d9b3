using System.Globalization;

namespace Servepath.Embedded;

/// <summary>As whom the server runs. PostgreSQL refuses to run as root, and needs an account that has a name.</summary>
/// <param name="Prefix">What stands before each of its commands.</param>
/// <param name="Owner">uid:gid that its files must belong to; empty when they are this process's own.</param>
internal sealed record PostgresAccount(IReadOnlyList<string> Prefix, string Owner)
{
    // Either lets a process pass through folders that are closed to it. Containers as a rule grant only the second.
    private static readonly (string Name, int Bit)[] Passes = [("dac_read_search", 2), ("dac_override", 1)];

    /// <summary>The account for a server in <paramref name="folder"/>.</summary>
    public static PostgresAccount For(string folder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new([], "");
        }

        var (uid, gid) = FindAccount();
        string[] change = ["setpriv", $"--reuid={uid}", $"--regid={gid}", "--clear-groups"];
        return new(EveryoneMayEnter(folder) ? change : [.. change, .. Pass(folder)], $"{uid}:{gid}");
    }

    // A user namespace would do too, but cannot be made in a chroot nor in most containers.
    private static string[] Pass(string folder)
    {
        var held = HeldCapabilities();
        var pass = Array.Find(Passes, capability => (held >> capability.Bit & 1) == 1).Name
            ?? throw new PrivatePostgresException($"Only root may enter {folder}, and PostgreSQL does not run as root. Choose a data folder that others may enter, or let them enter this one (chmod o+x).");
        return [$"--inh-caps=+{pass}", $"--ambient-caps=+{pass}"];
    }

    private static ulong HeldCapabilities()
    {
        const string Line = "CapEff:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal));
        return line is null ? 0 : ulong.Parse(line.AsSpan(Line.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static (int Uid, int Gid) FindAccount()
    {
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        var account = accounts.Find(fields => fields[0] == "postgres") ?? accounts.Find(fields => fields[0] == "nobody")
            ?? throw new PrivatePostgresException("PostgreSQL does not run as root, and /etc/passwd knows neither 'postgres' nor 'nobody'. Start as an ordinary user.");
        return (int.Parse(account[2], CultureInfo.InvariantCulture), int.Parse(account[3], CultureInfo.InvariantCulture));
    }

    private static bool EveryoneMayEnter(string folder)
    {
        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            if ((directory.UnixFileMode & UnixFileMode.OtherExecute) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
