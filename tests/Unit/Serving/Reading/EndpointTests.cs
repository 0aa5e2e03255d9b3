using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading;
using static Servepath.Tests.Unit.Serving.Reading.ReadingUnderTest;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class EndpointTests : IAsyncLifetime
{
    private readonly ReadingUnderTest under = new();
    private WebApplication host = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IBlueprint>(under.Blueprint).AddSingleton<IRowReader>(under.Reader).AddSingleton<TimeProvider>(under.Time);
        host = builder.Build();
        host.MapServing();
        await host.StartAsync();
        client = new() { BaseAddress = new(host.Urls.Single()) };
        under.Source.Gives(Fetched([Value(1), Value(2), GroupValue.Tombstone(3), default], [Value(5), default]));
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        await under.DisposeAsync();
    }

    [Fact]
    public async Task A_row_is_spliced_as_it_came_without_tombstones_and_with_all_versions()
    {
        var answer = await client.GetAsync("/api/serving/thing/a");
        (await answer.Content.ReadAsStringAsync()).Should().Be(
            """{"key":"a","revision":9,"groups":{"base":{"n":1},"pulse":{"n":5}},"versions":{"base":1,"pulse":5,"stock":3},"stale":[]}""");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        answer.Content.Headers.ContentLength.Should().BePositive();
    }

    [Fact]
    public async Task Groups_pick_and_views_are_added()
    {
        var text = await client.GetStringAsync("/api/serving/thing/a?groups=pulse,stock&view=words&region=north");
        text.Should().Be(
            """{"key":"a","revision":9,"groups":{"pulse":{"n":5}},"versions":{"pulse":5,"stock":3},"stale":[],"views":{"words":{"pulse":{"n":5},"region":"north","minute":0}}}""");
    }

    [Theory]
    [InlineData("/api/serving/nothing/a", 404)]
    [InlineData("/api/serving/nothing?keys=a", 404)]
    [InlineData("/api/serving/thing/A%20B", 400)]
    [InlineData("/api/serving/thing/a?groups=nobody", 400)]
    [InlineData("/api/serving/thing/a?groups=", 400)]
    [InlineData("/api/serving/thing/a?view=nobody", 400)]
    [InlineData("/api/serving/thing?keys=", 400)]
    [InlineData("/api/serving/thing", 400)]
    [InlineData("/api/serving/thing?keys=a,B", 400)]
    public async Task What_cannot_be_answered_is_a_problem_that_says_why(string address, int status)
    {
        var answer = await client.GetAsync(address);
        ((int)answer.StatusCode).Should().Be(status);
        await IsProblem(answer);
    }

    [Fact]
    public async Task An_unknown_key_is_404_and_one_that_nobody_can_read_503_with_a_time_to_come_back()
    {
        under.Source.Gives(Fetched([0, 0, 0, 0], [0, 0]));
        var missing = await client.GetAsync("/api/serving/thing/a");
        missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
        await IsProblem(missing);

        under.Source.Gives(default);
        var unavailable = await client.GetAsync("/api/serving/thing/b");
        unavailable.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        unavailable.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        await IsProblem(unavailable);
    }

    [Fact]
    public async Task Every_answer_says_which_layer_gave_it()
    {
        async Task<(string Status, string Timing)> Ask()
        {
            var answer = await client.GetAsync("/api/serving/thing/a");
            return (answer.Headers.GetValues("Cache-Status").Single(), answer.Headers.GetValues("Server-Timing").Single());
        }

        (await Ask()).Should().Be(("servepath; hit; detail=cache", "cache;dur=0"));
        (await Ask()).Should().Be(("servepath; hit; detail=near", "near;dur=0"));
        under.Time.Advance(TimeSpan.FromSeconds(2));
        under.Source.Gives(Fetched([1, 0, 0, 0], [0, 0], RowLayer.Storage));
        (await Ask()).Status.Should().Be("servepath; fwd=miss; detail=storage");
        under.Time.Advance(TimeSpan.FromSeconds(2));
        under.Source.Gives(default);
        (await Ask()).Status.Should().Be("servepath; hit; detail=near-stale");
    }

    [Fact]
    public async Task Who_has_the_answer_is_told_so_until_it_changes()
    {
        var first = await client.GetAsync("/api/serving/thing/a");
        var tag = first.Headers.ETag!.ToString();
        (await Ask($"W/{tag}")).StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await Ask($"\"other\", {tag}")).StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await Ask("\"other\"")).StatusCode.Should().Be(HttpStatusCode.OK);

        under.Source.Gives(Fetched([1, 2, 3, 0], [6, 0]));
        under.Push.Send(2, 6);
        var changed = await Ask(tag);
        changed.StatusCode.Should().Be(HttpStatusCode.OK);
        changed.Headers.ETag!.ToString().Should().NotBe(tag);

        async Task<HttpResponseMessage> Ask(string known)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/serving/thing/a");
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            return await client.SendAsync(request);
        }
    }

    [Fact]
    public async Task What_is_stale_says_so_and_is_kept_by_nobody()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0]));
        var answer = await client.GetAsync("/api/serving/thing/a");
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"stale\":[\"pulse\",\"stock\"]");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();

        var cachedOnly = await client.GetAsync("/api/serving/thing/a?groups=base");
        (await cachedOnly.Content.ReadAsStringAsync()).Should().Contain("\"stale\":[]");
        cachedOnly.Headers.CacheControl!.MaxAge.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_realtime_group_is_not_kept_by_browsers_without_asking_again()
    {
        var answer = await client.GetAsync("/api/serving/thing/a");
        answer.Headers.CacheControl!.MaxAge.Should().Be(TimeSpan.Zero);
        answer.Headers.CacheControl.MustRevalidate.Should().BeTrue();
    }

    [Fact]
    public async Task Head_says_what_get_says_without_the_body()
    {
        var get = await client.GetAsync("/api/serving/thing/a");
        var head = await client.SendAsync(new(HttpMethod.Head, "/api/serving/thing/a"));
        head.StatusCode.Should().Be(HttpStatusCode.OK);
        head.Headers.ETag.Should().Be(get.Headers.ETag);
        head.Content.Headers.ContentLength.Should().Be(get.Content.Headers.ContentLength);
        (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_batch_answers_what_there_is_and_names_what_is_missing_or_unavailable()
    {
        under.Source.Script = (key, _) => new(key switch
        {
            "gone" => Fetched([0, 0, 0, 0], [0, 0]),
            "down" => default,
            _ => Fetched([key[0], 0, 0, 0], [0, 0]),
        });
        (await client.GetStringAsync("/api/serving/thing?keys=b,gone,a,b&groups=base")).Should().Be(
            """{"items":[{"key":"b","revision":98,"groups":{"base":{"n":98}},"versions":{"base":98},"stale":[]},{"key":"a","revision":97,"groups":{"base":{"n":97}},"versions":{"base":97},"stale":[]}],"missing":["gone"]}""");

        var partly = await client.GetAsync("/api/serving/thing?keys=a,down");
        partly.StatusCode.Should().Be(HttpStatusCode.OK);
        (await partly.Content.ReadAsStringAsync()).Should().EndWith("""],"missing":[],"unavailable":["down"]}""");
        partly.Headers.CacheControl!.NoStore.Should().BeTrue();
        partly.Headers.ETag.Should().BeNull();

        (await client.GetAsync("/api/serving/thing?keys=down")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_batch_takes_200_keys_and_no_more()
    {
        var keys = string.Join(',', Enumerable.Range(0, 200));
        (await client.GetAsync($"/api/serving/thing?keys={keys}")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync($"/api/serving/thing?keys={keys},200")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    private static async Task IsProblem(HttpResponseMessage answer)
    {
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        problem.RootElement.GetProperty("title").GetString().Should().NotBeNullOrEmpty();
        problem.RootElement.GetProperty("detail").GetString().Should().NotBeNullOrEmpty();
    }
}
