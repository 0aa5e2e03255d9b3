namespace Servepath.Tests.Contract.Fixtures;

/// <summary>A Redis-like server that a contract suite runs over.</summary>
public interface IRedisServer : IDisposable
{
    string ConnectionString { get; }
}
