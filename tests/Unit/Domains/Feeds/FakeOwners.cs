using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Servepath.Domains.Feeds;

namespace Servepath.Tests.Unit.Domains.Feeds;

/// <summary>Owners that take everything and remember it, unless a test says what they answer instead.</summary>
internal sealed class FakeOwners : HttpMessageHandler
{
    public ConcurrentQueue<(string Path, JsonElement Body)> Requests { get; } = [];

    /// <summary>Answers a request; null for the usual answer.</summary>
    public Func<string, JsonElement, HttpResponseMessage?> Answer { get; set; } = (_, _) => null;

    public OwnersClient Client(TimeProvider? time = null) => new(new(this) { BaseAddress = new("http://127.0.0.1:8082") }, "a key", time ?? TimeProvider.System);

    public static HttpResponseMessage Reply(HttpStatusCode status, string json) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    /// <summary>All items that were posted to <paramref name="path"/>, in order.</summary>
    public IReadOnlyList<JsonElement> Posted(string path) => [.. Requests.Where(request => request.Path == path).SelectMany(request => request.Body.EnumerateArray())];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = request.Content is null ? "null" : await request.Content.ReadAsStringAsync(cancellationToken);
        var body = JsonDocument.Parse(text).RootElement;
        var path = request.RequestUri!.AbsolutePath;
        Requests.Enqueue((path, body));
        return Answer(path, body)
            ?? Reply(HttpStatusCode.OK, path == "/api/ingest/lag" ? """{"pending":{"storage":3,"shelves":7}}""" : $$"""{"written":1,"changed":{{(body.ValueKind == JsonValueKind.Array ? body.GetArrayLength() : 0)}},"errors":[]}""");
    }
}
