namespace Servepath.Serving.Reading.Watching;

/// <summary>One row under watch. Guarded by its watch.</summary>
internal sealed class WatchedRow(string key)
{
    public string Key => key;

    /// <summary>Place in the walk; -1 once it is watched no longer.</summary>
    public int Place { get; set; }

    /// <summary>Signalled and not taken yet.</summary>
    public bool IsPending { get; set; }

    /// <summary>When it is to be signalled by the clock.</summary>
    public DateTimeOffset? Moment { get; set; }

    /// <summary>Until when it is looked after since its last news; null when it is not.</summary>
    public DateTimeOffset? UnsettledUntil { get; set; }
}
