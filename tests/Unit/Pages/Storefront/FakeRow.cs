using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Reviews;
using Servepath.Kernel;
using Servepath.Serving.Reading;

namespace Servepath.Tests.Unit.Pages.Storefront;

/// <summary>A row that says what it is told to say.</summary>
internal sealed class FakeRow(string domain, string key, long revision, IReadOnlyDictionary<string, object> groups, Func<string, Offer>? offer = null) : IServedRow
{
    public string Domain => domain;

    public string Key => key;

    public long Revision => revision;

    public AnsweredBy AnsweredBy => AnsweredBy.Cache;

    public IReadOnlyList<string> Stale { get; init; } = [];

    public DateTimeOffset? NextMoment => null;

    public ReadOnlyMemory<byte> this[string group] => groups.TryGetValue(group, out var body) ? Json.Bytes(body) : default;

    public long Version(string group) => groups.ContainsKey(group) ? 1 : 0;

    public ViewResult View(string name, string region)
    {
        var value = offer!(region);
        return new(value, Json.Bytes(value), null);
    }

    public T? Parsed<T>(string group)
        where T : class => groups.TryGetValue(group, out var body) ? (T)body : null;

    public static FakeRow Product(string id, ProductDetails details, Offer offer, Rating? rating = null, TopReviews? reviews = null, long revision = 7)
    {
        var groups = new Dictionary<string, object> { [ProductDetails.Group] = details };
        if (rating is not null)
        {
            groups[Rating.Group] = rating;
        }

        if (reviews is not null)
        {
            groups[TopReviews.Group] = reviews;
        }

        return new(ProductDetails.Domain, id, revision, groups, region => offer with { Region = region });
    }
}

/// <summary>Reads from a dictionary; what is not in it is missing, or unavailable when everything is.</summary>
internal sealed class FakeRows : IRowReader
{
    public Dictionary<(string Domain, string Key), IServedRow> Rows { get; } = [];

    public bool IsAway { get; set; }

    public List<int> Batches { get; } = [];

    public ValueTask<ReadResult> ReadAsync(string domain, string key, CancellationToken cancellationToken) => new(Read(domain, key));

    public ValueTask<ReadResult[]> ReadManyAsync(string domain, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        Batches.Add(keys.Count);
        return new(keys.Select(key => Read(domain, key)).ToArray());
    }

    public void Add(IServedRow row) => Rows[(row.Domain, row.Key)] = row;

    private ReadResult Read(string domain, string key) =>
        IsAway ? new(ReadStatus.Unavailable, null)
        : Rows.TryGetValue((domain, key), out var row) ? new(ReadStatus.Found, row)
        : new(ReadStatus.Missing, null);
}
