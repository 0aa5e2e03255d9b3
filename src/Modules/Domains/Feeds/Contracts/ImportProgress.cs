namespace Servepath.Domains.Feeds;

/// <summary>How far an import is. Reported after every batch, from any thread.</summary>
/// <param name="Rows">Rows read so far, bad ones included.</param>
/// <param name="Imported">Rows that the owners have taken durably.</param>
/// <param name="Skipped">Rows that were skipped.</param>
/// <param name="BytesRead">Bytes of the feed that were read; null when the stream does not tell.</param>
/// <param name="BytesInAll">Length of the feed in bytes; null when the stream does not tell.</param>
public sealed record ImportProgress(long Rows, long Imported, long Skipped, long? BytesRead, long? BytesInAll);
