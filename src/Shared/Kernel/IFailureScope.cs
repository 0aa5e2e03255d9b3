namespace Servepath.Kernel;

/// <summary>
/// An error of a component that is made of many parts, that knows how much of it has failed. A guard before the
/// component opens its breaker only for errors of the whole; an error without this interface is one of the whole.
/// </summary>
public interface IFailureScope
{
    /// <summary>False when the component goes on serving and only one of its parts has failed.</summary>
    bool IsWholeComponent { get; }
}
