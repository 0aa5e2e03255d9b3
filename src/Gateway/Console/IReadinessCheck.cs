namespace Servepath.Gateway.Console;

/// <summary>One thing without which this process should get no requests. Hosts register theirs.</summary>
public interface IReadinessCheck
{
    /// <summary>Short, such as <c>owners-database</c>.</summary>
    string Name { get; }

    /// <summary>Looks. It is given a second; an exception or a longer wait counts as a failure.</summary>
    /// <returns>Null when all is well, else what is wrong.</returns>
    ValueTask<string?> CheckAsync(CancellationToken cancellationToken);
}
