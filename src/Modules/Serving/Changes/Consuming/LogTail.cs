using Servepath.Postgres;

namespace Servepath.Serving.Changes;

/// <summary>The followed end of the log, told apart from those of other tables in the same host.</summary>
internal sealed record LogTail(CommitTail Tail);
