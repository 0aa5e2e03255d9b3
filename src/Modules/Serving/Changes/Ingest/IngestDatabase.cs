namespace Servepath.Serving.Changes;

/// <summary>The owners' database as ingest uses it, behind ingest's own guard.</summary>
internal sealed record IngestDatabase(LogDatabase Value);
