namespace Servepath.Flags;

/// <summary>
/// The flags of this process: appsettings/flags.json with the data folder's flags.json over it. Both files are followed;
/// a change takes effect within 300 ms in every process that shares the folder. Thread-safe.
/// </summary>
public interface IFlagStore : IAsyncDisposable
{
    /// <summary>The snapshot in force. One volatile read: take it once a request and keep to it.</summary>
    FlagSnapshot Current { get; }

    /// <summary>Calls <paramref name="changed"/> with every later snapshot, one at a time and in order, until the result is disposed. Exceptions of the callback are logged.</summary>
    IDisposable OnChange(Action<FlagSnapshot> changed);

    /// <summary>
    /// Sets a flag for everyone, drops any percentage that it had, and keeps it in the data folder, over the settings.
    /// When the result is there, the file is durable, <see cref="Current"/> holds the flag and every callback has run.
    /// </summary>
    /// <param name="name">Lower-case letters, digits, dots, dashes and underscores, beginning with a letter; at most 63.</param>
    /// <param name="enabled">On or off.</param>
    /// <param name="reason">Why, for people; at most 200 characters.</param>
    /// <param name="cancellationToken">Ends the wait for other writers; nothing is changed then.</param>
    /// <returns>The snapshot in force after the change.</returns>
    /// <exception cref="ArgumentException">The name or the reason is not as described.</exception>
    /// <exception cref="IOException">The data folder cannot be written, or another process has held its lock for three seconds.</exception>
    Task<FlagSnapshot> SetAsync(string name, bool enabled, string? reason = null, CancellationToken cancellationToken = default);
}
