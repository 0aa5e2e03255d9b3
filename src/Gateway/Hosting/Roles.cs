namespace Servepath.Gateway.Hosting;

/// <summary>The parts of Servepath that a process can run; by default it runs them all.</summary>
[Flags]
internal enum Roles
{
    None = 0,

    /// <summary>The edge: what browsers reach.</summary>
    Gateway = 1,

    /// <summary>A node of the critical serving path.</summary>
    Csp = 2,

    /// <summary>A node of everything else.</summary>
    Ncsp = 4,

    /// <summary>The domains' write APIs and ingest.</summary>
    Owners = 8,

    /// <summary>Storage writer, invalidators, realtime writers, sweeps, read models.</summary>
    Pipeline = 16,

    All = Gateway | Csp | Ncsp | Owners | Pipeline,
}
