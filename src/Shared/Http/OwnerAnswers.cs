namespace Servepath.Http;

/// <summary>What came of one write to an owner.</summary>
/// <param name="Id">What was written.</param>
/// <param name="Version">The version that it has now.</param>
/// <param name="Changed">False when the same stood there already: nothing was written and nothing published.</param>
public sealed record WriteAnswer(string Id, long Version, bool Changed);

/// <summary>What came of a batch of writes. One bad item does not stop the others.</summary>
/// <param name="Written">Items that are durable, changed or not.</param>
/// <param name="Changed">Items that were not the same before; only these are published.</param>
/// <param name="Errors">What was refused, in order of the items.</param>
public sealed record BatchAnswer(int Written, int Changed, IReadOnlyList<ItemError> Errors);

/// <summary>Why an item of a batch was refused.</summary>
/// <param name="Index">Place of the item in the batch, from 0.</param>
/// <param name="Id">Its id; null when it has none.</param>
/// <param name="Field">The field that is wrong, as JSON names it; empty for the item as a whole.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ItemError(int Index, string? Id, string Field, string Message);

/// <summary>Ids to be taken away.</summary>
/// <param name="Ids">At most 5,000.</param>
public sealed record RemoveIds(IReadOnlyList<string>? Ids);
