namespace Servepath.Tests.Contract.Fixtures;

/// <summary>A primary and its replica, both named to the client.</summary>
public sealed class ReplicatedRedis : IRedisServer
{
    private readonly RealRedis primary = new();
    private readonly RealRedis replica = new();

    public ReplicatedRedis() => replica.Command("REPLICAOF", "127.0.0.1", primary.ConnectionString.Split(':')[1]);

    public string ConnectionString => $"{replica.ConnectionString},{primary.ConnectionString}";

    public void Dispose()
    {
        replica.Dispose();
        primary.Dispose();
    }
}
