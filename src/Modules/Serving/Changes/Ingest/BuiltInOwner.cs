namespace Servepath.Serving.Changes;

/// <summary>An owner that writes its groups from within: teams outside may not overwrite its versions.</summary>
internal sealed record BuiltInOwner(string Name);
