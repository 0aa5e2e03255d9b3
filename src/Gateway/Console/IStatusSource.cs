namespace Servepath.Gateway.Console;

/// <summary>How a part is.</summary>
public enum PartState
{
    /// <summary>It works.</summary>
    Up,

    /// <summary>It works in part, or late.</summary>
    Degraded,

    /// <summary>It does not work.</summary>
    Down,
}

/// <summary>One line of the status.</summary>
/// <param name="Part">What kind of part: node, pipeline, database …</param>
/// <param name="Name">Which one.</param>
/// <param name="State">How it is.</param>
/// <param name="Detail">For people, one line; may be empty.</param>
public sealed record StatusLine(string Part, string Name, PartState State, string Detail);

/// <summary>Contributes lines to the status. Hosts register theirs; it is asked at every status and answers from memory.</summary>
public interface IStatusSource
{
    /// <summary>The lines now. Thread-safe, without I/O.</summary>
    IReadOnlyList<StatusLine> Read();
}
