namespace Servepath.Kernel;

/// <summary>
/// The folder of everything that outlives a process: the operator's flags and switches, keys, the private database.
/// Processes that share it follow the same flags and switches.
/// </summary>
/// <param name="Path">Absolute path.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>Flags that an operator set at run time; they lie over appsettings/flags.json.</summary>
    public string Flags => System.IO.Path.Combine(Path, "flags.json");

    /// <summary>Positions of the manual switches.</summary>
    public string Switches => System.IO.Path.Combine(Path, "switches.json");

    /// <summary>The bearer key of the owners' port, mode 0600.</summary>
    public string OwnersKey => System.IO.Path.Combine(Path, "owners.key");

    /// <summary>The bearer token of the console port, mode 0600.</summary>
    public string OperatorToken => System.IO.Path.Combine(Path, "operator.token");

    /// <summary>The keys that seal shoppers' cookies, mode 0700; the nodes of both clusters share them.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Sockets of the embedded servers.</summary>
    public string Sockets => System.IO.Path.Combine(Path, "run");
}
