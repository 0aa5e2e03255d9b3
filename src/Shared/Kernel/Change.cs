namespace Servepath.Kernel;

/// <summary>What an owner says of one group of one key, once its own write is durable.</summary>
/// <param name="Domain">Name of the serving domain whose row changes.</param>
/// <param name="Key">Key of the row.</param>
/// <param name="Group">Name of the column group.</param>
/// <param name="ChangedAt">When the owner made the change; for people and for measurements, never for ordering.</param>
/// <param name="Value">Version and body, bodies or tombstone.</param>
public sealed record Change(string Domain, string Key, string Group, DateTimeOffset ChangedAt, GroupValue Value);
