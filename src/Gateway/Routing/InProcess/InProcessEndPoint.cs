using System.Net;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>Where a host of this process listens without a socket.</summary>
internal sealed class InProcessEndPoint(string name) : EndPoint
{
    public string Name => name;

    public override string ToString() => InProcessConnections.AddressOf(name).ToString();

    public override bool Equals(object? other) => other is InProcessEndPoint endPoint && string.Equals(endPoint.Name, name, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(name);
}
