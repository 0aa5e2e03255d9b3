using System.Collections.Frozen;
using Servepath.Kernel;

namespace Servepath.Serving.Reading.Merging;

/// <summary>What rows are read with: the views that there are, and the clock.</summary>
internal sealed record ReadingTools(FrozenDictionary<string, IView> Views, TimeProvider Time);

/// <summary>A row's moment as one layer answered it.</summary>
internal sealed class ServedRow(RowMoment moment, AnsweredBy answeredBy, IReadOnlyList<string> stale, ReadingTools tools) : IServedRow
{
    private string? wholeTag;

    public RowMoment Moment => moment;

    public string Domain => moment.Row.Shape.Domain.Name;

    public string Key => moment.Row.Key;

    public long Revision => moment.Row.Revision;

    public AnsweredBy AnsweredBy => answeredBy;

    public IReadOnlyList<string> Stale => stale;

    public DateTimeOffset? NextMoment => moment.Next;

    /// <summary>The entity tag of the whole row without views, kept once somebody asked.</summary>
    public string WholeTag(Func<ServedRow, string> make) => wholeTag ??= make(this);

    public ReadOnlyMemory<byte> this[string group] => moment.Row.Shape.IndexOf(group) is var index and >= 0 ? moment.Bodies[index] : default;

    public long Version(string group) => moment.Row.Shape.IndexOf(group) is var index and >= 0 ? moment.Row.Values[index].Version : 0;

    public ViewResult View(string name, string region) =>
        moment.Row.Shape.Domain.Views.Contains(name) && tools.Views.TryGetValue(name, out var view)
            ? moment.View(view, this, region, tools.Time.GetUtcNow())
            : throw new ArgumentException($"the serving domain {Domain} does not offer the view {name}", nameof(name));

    public T? Parsed<T>(string group)
        where T : class =>
        moment.Row.Shape.IndexOf(group) is var index and >= 0 ? moment.Parsed<T>(index) : null;
}
