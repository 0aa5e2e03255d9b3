namespace Servepath.Serving.Changes;

/// <summary>Names that writing and reading sides of the log share.</summary>
internal static class ChangeLogTable
{
    public const string Schema = "changes";

    public const string Name = "changes.log";

    public const string Channel = "changes_log";
}
