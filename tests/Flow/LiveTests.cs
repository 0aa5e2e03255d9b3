using System.Net;

namespace Servepath.Tests.Flow;

/// <summary>Streams of open pages, as apps and browsers see them through the gateway.</summary>
public class LiveTests(OneProcess process) : IClassFixture<OneProcess>
{
    private readonly RunningServepath servepath = process.Servepath;

    [Fact]
    public async Task One_stream_tells_of_many_products_and_one_who_comes_back_has_what_it_missed()
    {
        await servepath.WholeProductAsync("live-one", "The first of two", 20m);
        await servepath.WholeProductAsync("live-two", "The second of two", 30m);
        string? position;
        using (var first = await OpenAsync("/live?ids=live-one,live-nobody,live-two"))
        {
            await first.SeeAsync("\"live-one\"", "$20.00");
            await first.SeeAsync("\"live-two\"", "$30.00");
            await servepath.PutPriceAsync("live-two", 29m);
            var told = await first.SeeAsync("\"live-two\"", "$29.00");
            told.Should().NotContain("stock_text", "only what changed is told");
            position = first.Position;
        }

        await servepath.PutPriceAsync("live-one", 19m);
        await servepath.PageShowsAsync("/products/live-one", "$19.00", TimeSpan.FromSeconds(10));
        using var again = await OpenAsync("/live?ids=live-one,live-nobody,live-two", position);
        await again.SeeAsync("\"live-one\"", "$19.00");
        await servepath.PutPriceAsync("live-two", 28m);
        await again.SeeAsync("\"live-two\"", "$28.00");
        again.Heard.Should().NotContain(line => line.Contains("live-nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_products_or_none_are_a_mistake_that_says_what_would_be_right()
    {
        foreach (var ids in new[] { string.Join(',', Enumerable.Range(0, 101)), "" })
        {
            using var answer = await servepath.Public.GetAsync("/live?ids=" + ids);
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            (await answer.Content.ReadAsStringAsync()).Should().Contain("100");
        }
    }

    private async Task<EventReader> OpenAsync(string address, string? position = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (position is not null)
        {
            request.Headers.Add("Last-Event-ID", position);
        }

        var answer = await servepath.Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return new(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private sealed class EventReader(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        public List<string> Heard { get; } = [];

        public string? Position => Heard.FindLast(line => line.StartsWith("id: ", StringComparison.Ordinal))?[4..];

        /// <summary>Reads on until a line says all of these.</summary>
        public async Task<string> SeeAsync(params string[] words)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (!Heard.Exists(line => words.All(word => line.Contains(word, StringComparison.Ordinal))))
            {
                var line = await lines.ReadLineAsync(patience.Token);
                line.Should().NotBeNull($"the stream stays open until it says {string.Join(" and ", words)}; it said {string.Join("\n", Heard)}");
                Heard.Add(line!);
            }

            return Heard.Find(line => words.All(word => line.Contains(word, StringComparison.Ordinal)))!;
        }

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }
    }
}
