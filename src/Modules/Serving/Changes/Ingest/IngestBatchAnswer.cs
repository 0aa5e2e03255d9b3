namespace Servepath.Serving.Changes;

/// <summary>What came of one line.</summary>
internal sealed record LineAnswer
{
    /// <summary>Number of the line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>As the answer to a single PUT would have: 200, or why not.</summary>
    public required int Status { get; init; }

    public string? Key { get; init; }

    public string? Group { get; init; }

    public long? Version { get; init; }

    public bool? Taken { get; init; }

    public bool? Durable { get; init; }

    public string? Title { get; init; }

    public string? Detail { get; init; }

    public static LineAnswer Of(int line, IngestOutcome outcome, IngestItem? item) => outcome.Answer is { } answer
        ? new() { Line = line, Status = 200, Key = answer.Key, Group = answer.Group, Version = answer.Version, Taken = answer.Taken, Durable = true }
        : new() { Line = line, Status = outcome.Fault!.Status, Key = item?.Key, Group = item?.Group, Title = outcome.Fault.Title, Detail = outcome.Fault.Detail };
}

/// <summary>What came of a batch: bad lines do not stop good ones.</summary>
/// <param name="Durable">Lines whose version in force is durable.</param>
/// <param name="Refused">Lines that were not taken.</param>
/// <param name="Results">One a line, in their order.</param>
internal sealed record IngestBatchAnswer(int Durable, int Refused, IReadOnlyList<LineAnswer> Results);
