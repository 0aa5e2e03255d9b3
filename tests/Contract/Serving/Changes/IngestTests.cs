using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Kernel;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Changes;

public sealed class IngestTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly TestBlueprint blueprint = new(
        TestBlueprint.Domain("shop", (1, "profile"), (2, "score")),
        TestBlueprint.Domain("thing", (1, "one")),
        TestBlueprint.Domain("unready", (1, "one")));

    private readonly string key = $"k{Guid.NewGuid():N}"[..16];
    private IngestHost host = null!;

    public async Task InitializeAsync()
    {
        host = await IngestHost.StartAsync(database, blueprint);
        await host.Services.GetRequiredService<IDomainReadiness>().MarkAsync("shop", ["profile", "score"], CancellationToken.None);
        await host.Services.GetRequiredService<IDomainReadiness>().MarkAsync("thing", ["one"], CancellationToken.None);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_body_goes_into_the_log_as_it_came_and_the_answer_says_its_version()
    {
        var (status, first) = await host.PutAsync($"/api/ingest/shop/{key}/profile", """ { "b": 1.50, "a" : "é" }""");
        var (_, second) = await host.PutAsync($"/api/ingest/shop/{key}/profile", """{"b":2}""");

        status.Should().Be(200);
        first.GetRawText().Should().Be($$"""{"domain":"shop","key":"{{key}}","group":"profile","version":1,"taken":true,"durable":true}""");
        second.GetProperty("version").GetInt64().Should().Be(2);
        (await LoggedAsync()).Should().Equal((1, """ { "b": 1.50, "a" : "é" }"""), (2, """{"b":2}"""));
    }

    [Fact]
    public async Task A_teams_own_version_is_taken_only_when_it_is_higher()
    {
        async Task<(long, bool)> PutAsync(long version)
        {
            var (status, answer) = await host.PutAsync($"/api/ingest/shop/{key}/score?version={version}", $"{version}");
            status.Should().Be(200);
            return (answer.GetProperty("version").GetInt64(), answer.GetProperty("taken").GetBoolean());
        }

        (await PutAsync(50)).Should().Be((50, true));
        (await PutAsync(50)).Should().Be((50, false));
        (await PutAsync(49)).Should().Be((50, false));
        (await PutAsync(51)).Should().Be((51, true));
        (await host.PutAsync($"/api/ingest/shop/{key}/score", "52")).Answer.GetProperty("version").GetInt64().Should().Be(52);
        (await LoggedAsync()).Should().Equal((50, "50"), (51, "51"), (52, "52"));
    }

    [Fact]
    public async Task Delete_says_that_there_is_nothing_in_a_version_of_its_own()
    {
        await host.PutAsync($"/api/ingest/shop/{key}/score", "1");
        var (status, answer) = await host.SendAsync(HttpMethod.Delete, $"/api/ingest/shop/{key}/score");

        status.Should().Be(200);
        answer.GetProperty("version").GetInt64().Should().Be(2);
        (await LoggedAsync()).Should().Equal((1, "1"), (2, ""));
    }

    [Fact]
    public async Task A_schedule_keeps_each_body_as_it_came()
    {
        var (status, _) = await host.PutAsync(
            $"/api/ingest/shop/{key}/score?schedule=1",
            """{"schedule":[{"from":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00+01:00","body":{ "n" : 1.0 }},{"from":"2026-02-01T00:00:00Z","body":[2, 3]}]}""");

        status.Should().Be(200);
        var value = (await ChangesAsync()).Single().Value;
        string At(int month) => Encoding.UTF8.GetString(value.At(new(2026, month, 15, 0, 0, 0, TimeSpan.Zero)).Span);
        At(1).Should().Be("""{ "n" : 1.0 }""");
        At(7).Should().Be("[2, 3]");
        value.At(DateTimeOffset.UnixEpoch).IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData("PUT", "/api/ingest/nothing/K/one", "1", 404)]
    [InlineData("PUT", "/api/ingest/shop/K/nothing", "1", 404)]
    [InlineData("PUT", "/api/ingest/shop/UPPER/score", "1", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score", "{", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score", "", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score", "null", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score", "1 2", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score?version=0", "1", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score?version=x", "1", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score?version=100000000000001", "1", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score?schedule=1", "{}", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score?schedule=1", """{"schedule":[]}""", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score?schedule=1", """{"schedule":[{"from":"2026-01-01T00:00:00","body":1}]}""", 400)]
    [InlineData("PUT", "/api/ingest/shop/K/score?schedule=1", """{"schedule":[{"from":"2026-01-01T00:00:00Z","until":"2025-01-01T00:00:00Z","body":1}]}""", 400)]
    [InlineData("PUT", "/api/ingest/thing/K/one", "1", 409)]
    [InlineData("DELETE", "/api/ingest/thing/K/one", null, 409)]
    [InlineData("PUT", "/api/ingest/unready/K/one", "1", 503)]
    [InlineData("POST", "/api/ingest/nothing", "{}", 404)]
    [InlineData("POST", "/api/ingest/shop", "", 400)]
    public async Task What_consumers_would_not_agree_on_is_refused_with_a_reason(string method, string path, string? body, int expected)
    {
        var (status, answer) = await host.SendAsync(new(method), path.Replace("K", key, StringComparison.Ordinal), body);

        status.Should().Be(expected);
        answer.GetProperty("title").GetString().Should().NotBeNullOrEmpty();
        answer.GetProperty("detail").GetString().Should().NotBeNullOrEmpty();
        (await LoggedAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Text_that_is_no_utf8_and_bodies_that_are_too_large_are_refused()
    {
        (await host.SendAsync(HttpMethod.Put, $"/api/ingest/shop/{key}/score", bytes: [(byte)'"', 0xFF, (byte)'"'])).Status.Should().Be(400);
        (await host.PutAsync($"/api/ingest/shop/{key}/score", $"\"{new string('x', 1023)}\"")).Status.Should().Be(413);
        (await host.PutAsync($"/api/ingest/shop/{key}/score", $"\"{new string('x', 1022)}\"")).Status.Should().Be(200);
        (await host.SendAsync(HttpMethod.Post, "/api/ingest/shop", new string(' ', (1 << 20) + 1))).Status.Should().Be(413);
        (await host.SendAsync(HttpMethod.Post, "/api/ingest/shop", string.Concat(Enumerable.Repeat("{}\n", 1001)))).Status.Should().Be(413);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_taken()
    {
        host.Caller.DefaultRequestHeaders.Authorization = null;
        (await host.PutAsync($"/api/ingest/shop/{key}/score", "1")).Status.Should().Be(401);
    }

    [Fact]
    public async Task Bad_lines_of_a_batch_do_not_stop_good_ones()
    {
        var (status, answer) = await host.SendAsync(HttpMethod.Post, "/api/ingest/shop", $$"""
            {"key":"{{key}}","group":"profile","body":{ "a": 1.0 } }
            {"key":"{{key}}","group":"profile","body":
            {"key":"{{key}}","group":"nothing","body":1}

            {"key":"{{key}}","group":"score","version":7,"body":null}
            {"key":"{{key}}","group":"score","version":6,"body":6}
            {"key":"{{key}}","group":"profile","body":2}
            {"key":"{{key}}","group":"profile"}
            """);

        status.Should().Be(200);
        var results = answer.GetProperty("results").EnumerateArray().Select(line =>
            (line.GetProperty("line").GetInt32(), line.GetProperty("status").GetInt32(), line.TryGetProperty("version", out var version) ? version.GetInt64() : 0));
        results.Should().Equal((1, 200, 1), (2, 400, 0), (3, 404, 0), (5, 200, 7), (6, 200, 7), (7, 200, 2), (8, 400, 0));
        answer.GetProperty("durable").GetInt32().Should().Be(4);
        answer.GetProperty("refused").GetInt32().Should().Be(3);
        (await LoggedAsync()).Should().BeEquivalentTo([(1L, """{ "a": 1.0 }"""), (7L, ""), (2L, "2")]);
    }

    [Fact]
    public async Task A_thousand_lines_go_in_and_two_batches_at_once_do_not_stand_in_each_others_way()
    {
        string Batch(IEnumerable<int> keys) =>
            string.Concat(keys.Select(i => $$"""{"key":"{{key[..8]}}-{{i}}","group":"score","body":{{i}}}""" + "\n"));

        var answers = await Task.WhenAll(
            host.SendAsync(HttpMethod.Post, "/api/ingest/shop", Batch(Enumerable.Range(1, 1000))),
            host.SendAsync(HttpMethod.Post, "/api/ingest/shop", Batch(Enumerable.Range(1, 1000).Reverse())));

        answers.Select(answer => answer.Answer.GetProperty("durable").GetInt32()).Should().Equal(1000, 1000);
        var mine = (await AllAsync()).Where(change => change.Key.StartsWith(key[..8], StringComparison.Ordinal));
        mine.GroupBy(change => change.Key).Should().OnlyContain(each => each.Select(change => change.Value.Version).Order().SequenceEqual(new long[] { 1, 2 }));
    }

    private Task<IReadOnlyList<Change>> AllAsync() => host.Services.GetRequiredService<IChangeLog>().AllAsync();

    private async Task<IReadOnlyList<Change>> ChangesAsync() => [.. (await AllAsync()).Where(change => change.Key == key)];

    private async Task<IEnumerable<(long, string)>> LoggedAsync() =>
        (await ChangesAsync()).Select(change => (change.Value.Version, Encoding.UTF8.GetString(change.Value.Json.Span)));
}
