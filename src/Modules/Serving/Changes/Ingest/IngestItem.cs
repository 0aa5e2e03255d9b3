using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>One change as a team outside sent it.</summary>
/// <param name="Key">Key of the row.</param>
/// <param name="Group">Name of the group.</param>
/// <param name="Version">The team's own version; null asks for one.</param>
/// <param name="Value">Body, bodies or tombstone; its version is not set yet.</param>
internal sealed record IngestItem(string Key, string Group, long? Version, GroupValue Value);

/// <summary>The answer to one change.</summary>
/// <param name="Domain">Serving domain.</param>
/// <param name="Key">Key of the row.</param>
/// <param name="Group">Name of the group.</param>
/// <param name="Version">The version in force.</param>
/// <param name="Taken">False when a version at least as high had been ingested before, so that nothing changed.</param>
/// <param name="Durable">Always true: the answer comes after the commit.</param>
internal sealed record IngestAnswer(string Domain, string Key, string Group, long Version, bool Taken, bool Durable = true);

/// <summary>Why a change was not taken.</summary>
internal sealed record IngestFault(int Status, string Title, string Detail);

/// <summary>What came of one change: an answer or a fault.</summary>
internal readonly record struct IngestOutcome(IngestAnswer? Answer, IngestFault? Fault);
