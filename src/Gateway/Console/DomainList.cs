using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Console;

/// <summary>The serving domains in force.</summary>
internal sealed record DomainList(long Generation, IReadOnlyList<DomainDescription> Items);

/// <summary>A serving domain, without its addresses.</summary>
internal sealed record DomainDescription(string Name, string KeyPattern, IReadOnlyList<GroupDescription> Groups, IReadOnlyList<string> Views, bool KeepBoth);

/// <summary>A group of a serving domain.</summary>
internal sealed record GroupDescription(ushort Id, string Name, string Owner, GroupClass Class, int MaxBytes);
