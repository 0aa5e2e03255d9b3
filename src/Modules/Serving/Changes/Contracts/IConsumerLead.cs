namespace Servepath.Serving.Changes;

/// <summary>
/// Lets one process of all do a group's work at a time, by an advisory lock of the log's database. When that process ends,
/// another begins within a second; when it stands still, or its machine is gone, within about six. Thread-safe.
/// </summary>
public interface IConsumerLead
{
    /// <summary>
    /// Runs <paramref name="work"/> whenever this process leads <paramref name="group"/>. Its token ends when the lead is lost,
    /// of which another process may hear earlier: work must be such that two doing it for a moment do no harm. Work that ends
    /// or throws gives the lead up, and is begun again after a pause.
    /// </summary>
    /// <param name="group">One in a process: a second caller waits for the first.</param>
    /// <param name="work">What only one does.</param>
    /// <param name="stopping">Ends it.</param>
    Task RunAsync(string group, Func<CancellationToken, Task> work, CancellationToken stopping);
}
