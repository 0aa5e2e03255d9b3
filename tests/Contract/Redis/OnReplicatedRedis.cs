using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Redis;

/// <summary>The contract on a primary with a replica.</summary>
public sealed class OnReplicatedRedis(ReplicatedRedis servers) : RedisClientContract<ReplicatedRedis>(servers);
