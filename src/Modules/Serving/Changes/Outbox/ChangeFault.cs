namespace Servepath.Serving.Changes;

/// <summary>What is wrong with a change.</summary>
internal enum ChangeFaultKind
{
    UnknownDomain,
    UnknownGroup,
    MalformedKey,
    BadVersion,
    BadBody,
    TooLarge,
}

/// <summary>Why a serving domain does not take a change: what, where, and what would be right.</summary>
internal sealed record ChangeFault(ChangeFaultKind Kind, string Title, string Detail);
