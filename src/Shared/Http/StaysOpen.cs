namespace Servepath.Http;

/// <summary>
/// Metadata of an endpoint whose answers stay open for as long as somebody looks. It has a limit of its own, and its
/// answers take no places among the requests that a node serves at a time. Immutable.
/// </summary>
public sealed class StaysOpen
{
    /// <summary>The one instance.</summary>
    public static readonly StaysOpen Instance = new();

    private StaysOpen()
    {
    }
}
