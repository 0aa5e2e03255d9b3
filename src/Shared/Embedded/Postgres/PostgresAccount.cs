using System.Globalization;

namespace Servepath.Embedded;

/// <summary>As whom the server runs. PostgreSQL refuses to run as root, and needs an account that has a name.</summary>
/// <param name="Prefix">What stands before each of its commands.</param>
/// <param name="Owner">uid:gid, as this process sees them, that its files must belong to; empty when they are this process's own.</param>
internal sealed record PostgresAccount(IReadOnlyList<string> Prefix, string Owner)
{
    /// <summary>The account for a server in <paramref name="folder"/>.</summary>
    public static PostgresAccount For(string folder)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new([], "");
        }

        var (uid, gid) = FindAccount();
        // Where only root may enter, root itself goes on, under another number: to the kernel outside the namespace
        // the files are root's, and to PostgreSQL inside it its user is not root.
        return EveryoneMayEnter(folder)
            ? new(["setpriv", $"--reuid={uid}", $"--regid={gid}", "--clear-groups"], $"{uid}:{gid}")
            : new(["unshare", "--user", $"--map-user={uid}", $"--map-group={gid}"], "0:0");
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
