using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Servepath.Tests.Flow;

/// <summary>What every page may weigh and may do, checked by size and count on the shipped sample.</summary>
public partial class BudgetTests(OneProcess process) : IClassFixture<OneProcess>
{
    private const int MostHtml = 60_000;
    private const int MostCss = 20_000;
    private const int MostScript = 30_000;
    private const int MostLines = 50;

    private RunningServepath Servepath => process.Servepath;

    [Fact]
    public async Task Every_page_keeps_its_budgets()
    {
        using var visitor = new Visitor(Servepath);
        var ids = await SampleAsync(visitor);
        var product = $"/products/{ids[0]}";
        List<string> paths = ["/", "/search", "/search?q=mug", "/search?in_stock=1&min_rating=3&sort=price_asc", "/search?q=zzzzqqqq", product, $"{product}/reviews", "/nothing/here", "/orders"];

        var form = Form.Of(await visitor.GetAsync(product), "/cart");
        foreach (var id in ids)
        {
            (await visitor.PostAsync(form.With("product", id))).Status.Should().Be(HttpStatusCode.SeeOther);
        }

        Form.AllOf((await visitor.GetAsync("/cart")).Html).Count(one => one.Action == "/cart").Should().Be(MostLines, "the cart is full");
        await CheckAsync(visitor, "/cart");
        await CheckAsync(visitor, "/checkout");
        var placed = await visitor.PostAsync(await visitor.CheckoutAsync());
        placed.Status.Should().Be(HttpStatusCode.SeeOther, placed.Text);
        paths.Add(placed.Location!);
        foreach (var path in paths)
        {
            await CheckAsync(visitor, path);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/search?q=mug")]
    [InlineData("PRODUCT")]
    [InlineData("PRODUCT/reviews")]
    public async Task A_page_that_may_be_kept_has_a_tag_is_packed_for_who_takes_it_and_not_sent_twice(string path)
    {
        using var visitor = new Visitor(Servepath);
        path = path.Replace("PRODUCT", $"/products/{(await SampleAsync(visitor))[0]}", StringComparison.Ordinal);
        await Probe.UntilAsync($"{path} is the same when it is looked at again", TimeSpan.FromSeconds(15), async () =>
        {
            var page = await visitor.GetAsync(path);
            page.CacheControl.Should().Contain("private").And.Contain("must-revalidate");
            page.Headers.ETag.Should().NotBeNull();
            page.Headers.Vary.Should().Contain("Cookie");
            var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
            var known = await visitor.SendAsync(again);
            return (known.Status == HttpStatusCode.NotModified && known.Html.Length == 0, known.Status.ToString());
        });
        var (bytes, headers, content) = await PackedAsync(path);
        content.ContentEncoding.Should().Equal("br");
        headers.Vary.Should().Contain("Accept-Encoding");
        var plain = Encoding.UTF8.GetBytes((await visitor.GetAsync(path)).Html);
        bytes.Length.Should().BeLessThan(plain.Length / 2);
        var whole = Unpacked(bytes).Trim();
        (whole.StartsWith("<!doctype html>", StringComparison.Ordinal) && whole.EndsWith("</html>", StringComparison.Ordinal)).Should().BeTrue("what is packed is the whole page");
    }

    [Fact]
    public async Task Hashed_files_are_kept_for_ever_and_packed()
    {
        var home = await Servepath.Public.GetStringAsync("/");
        var files = References.Matches(home).Select(match => match.Groups[1].Value).Where(file => file.StartsWith("/assets/", StringComparison.Ordinal)).Distinct().ToArray();
        files.Should().HaveCountGreaterThan(1);
        foreach (var file in files)
        {
            file.Should().MatchRegex(@"^/assets/[a-z]+\.[0-9a-f]{10}\.(css|js)$");
            var (bytes, headers, content) = await PackedAsync(file);
            headers.CacheControl!.ToString().Should().Contain("public").And.Contain("max-age=31536000").And.Contain("immutable");
            content.ContentEncoding.Should().Equal("br");
            Unpacked(bytes).Should().Be(await Servepath.Public.GetStringAsync(file));
        }
    }

    [Fact]
    public async Task Text_that_is_no_page_is_packed_too()
    {
        using var visitor = new Visitor(Servepath);
        var id = (await SampleAsync(visitor))[0];
        foreach (var path in new[] { $"/api/serving/product/{id}", $"/images/drawn/{id}.svg", "/robots.txt" })
        {
            var (bytes, _, content) = await PackedAsync(path);
            content.ContentEncoding.Should().Equal(["br"], path);
            Unpacked(bytes).Should().Be(await Servepath.Public.GetStringAsync(path), path);
        }
    }

    private async Task CheckAsync(Visitor visitor, string path)
    {
        var page = await visitor.GetAsync(path);
        Encoding.UTF8.GetByteCount(page.Html).Should().BeLessThanOrEqualTo(MostHtml, $"HTML of {path}");
        page.Headers.GetValues("Content-Security-Policy").Single().Should().NotContain("unsafe", path);
        InlineScripts.Matches(page.Html).Select(match => match.Value).Should().BeEmpty($"{path} has no script of its own but structured data");
        Inline.Matches(page.Html).Select(match => match.Value).Should().BeEmpty($"{path} has no style and no handler of its own");

        var references = References.Matches(page.Html).Select(match => match.Groups[1].Value).Distinct().ToArray();
        references.Should().OnlyContain(one => one.StartsWith('/') && !one.StartsWith("//", StringComparison.Ordinal), $"{path} asks nobody else for anything");
        (await SizeAsync(references, ".css")).Should().BeInRange(1, MostCss, $"style sheets of {path}");
        (await SizeAsync(references, ".js")).Should().BeInRange(1, MostScript, $"scripts of {path}");
    }

    private async Task<int> SizeAsync(IEnumerable<string> references, string ending)
    {
        var size = 0;
        foreach (var file in references.Where(one => one.EndsWith(ending, StringComparison.Ordinal)))
        {
            var bytes = await Servepath.Public.GetByteArrayAsync(file);
            Encoding.UTF8.GetString(bytes).Should().NotContain("@import").And.NotContain("url(http").And.NotContain("url(//");
            size += bytes.Length;
        }

        return size;
    }

    private async Task<(byte[] Bytes, HttpResponseHeaders Headers, HttpContentHeaders Content)> PackedAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.ParseAdd("gzip, deflate, br");
        var answer = await Servepath.Public.SendAsync(request);
        return (await answer.Content.ReadAsByteArrayAsync(), answer.Headers, answer.Content.Headers);
    }

    private static string Unpacked(byte[] bytes)
    {
        using var reader = new StreamReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    /// <summary>As many products of the sample as a cart holds, once they are there.</summary>
    private static async Task<List<string>> SampleAsync(Visitor visitor)
    {
        var ids = new List<string>();
        await Probe.UntilAsync("the sample is there", TimeSpan.FromSeconds(60), async () =>
        {
            ids.Clear();
            for (var page = 1; page <= 2; page++)
            {
                var request = new HttpRequestMessage(HttpMethod.Get, $"/search?in_stock=1&sort=newest&page={page}");
                request.Headers.Accept.ParseAdd("application/json");
                var found = await visitor.SendAsync(request);
                if (found.Status == HttpStatusCode.OK)
                {
                    ids.AddRange(JsonDocument.Parse(found.Html).RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
                }
            }

            return (ids.Count >= MostLines, $"{ids.Count} products");
        });
        return [.. ids.Take(MostLines)];
    }

    // Links lead on by themselves only when they bring something into the page.
    [GeneratedRegex("""<(?:img|script|source|iframe|video|audio|embed|link rel="(?:stylesheet|icon|preload|preconnect|prefetch)")[^>]*?\s(?:src|href)="([^"]+)""", RegexOptions.None)]
    private static partial Regex References { get; }

    [GeneratedRegex("""<script(?![^>]*\ssrc=)(?![^>]*type="application/ld\+json")[^>]*>""", RegexOptions.None)]
    private static partial Regex InlineScripts { get; }

    [GeneratedRegex("""<style|<[^>]*\s(?:style|on[a-z]+)="|(?:href|src|action)="javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline { get; }
}
