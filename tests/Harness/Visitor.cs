using System.Net;
using System.Text.RegularExpressions;

namespace Servepath.Tests.Harness;

/// <summary>What a visitor got.</summary>
internal sealed record Visited(HttpStatusCode Status, string Html, System.Net.Http.Headers.HttpResponseHeaders Headers, string? Location)
{
    public string? ServedBy => Headers.TryGetValues("X-Served-By", out var by) ? string.Join(',', by) : null;

    public string CacheControl => Headers.TryGetValues("Cache-Control", out var values) ? string.Join(',', values) : string.Empty;

    /// <summary>The text without its tags.</summary>
    public string Text => WebUtility.HtmlDecode(Regex.Replace(Html, "<[^>]+>", " ", RegexOptions.None, TimeSpan.FromSeconds(5)));
}

/// <summary>A form as a plain client scrapes it from a page: its address and what its fields hold.</summary>
internal sealed partial record Form(string Action, Dictionary<string, string> Fields)
{
    /// <summary>All forms of a page that post, in its order.</summary>
    public static IReadOnlyList<Form> AllOf(string html) =>
        [.. Forms.Matches(html).Where(form => form.Groups["head"].Value.Contains("method=\"post\"", StringComparison.Ordinal)).Select(form => new Form(Attribute(form.Groups["head"].Value, "action"), Read(form.Groups["body"].Value)))];

    public static Form Of(Visited page, string action) => AllOf(page.Html).First(form => form.Action == action);

    public Form With(string name, string value) => this with { Fields = new(Fields) { [name] = value } };

    public Form Without(string name) => this with { Fields = Fields.Where(field => field.Key != name).ToDictionary() };

    private static Dictionary<string, string> Read(string body)
    {
        var fields = new Dictionary<string, string>();
        foreach (var head in Inputs.Matches(body).Select(input => input.Value).Where(head => Attribute(head, "name").Length > 0))
        {
            if (!head.Contains("type=\"radio\"", StringComparison.Ordinal) || head.Contains(" checked", StringComparison.Ordinal))
            {
                fields[Attribute(head, "name")] = Attribute(head, "value");
            }
        }

        foreach (Match area in Areas.Matches(body))
        {
            fields[Attribute(area.Groups["head"].Value, "name")] = WebUtility.HtmlDecode(area.Groups["body"].Value).TrimStart('\n');
        }

        return fields;
    }

    private static string Attribute(string head, string name) =>
        WebUtility.HtmlDecode(Regex.Match(head, $" {name}=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(5)).Groups[1].Value);

    [GeneratedRegex("<form(?<head>[^>]*)>(?<body>.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex Forms { get; }

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs { get; }

    [GeneratedRegex("<textarea(?<head>[^>]*)>(?<body>.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Areas { get; }
}

/// <summary>A plain client that keeps cookies and follows nothing by itself; what it knows it has from pages.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient client;

    public Visitor(RunningServepath servepath)
        : this(new Uri($"http://127.0.0.1:{servepath.Port}"))
    {
    }

    /// <summary>Of a node, or of any other address of the site.</summary>
    public Visitor(Uri site) =>
        client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = Cookies })
        {
            BaseAddress = site,
            Timeout = TimeSpan.FromSeconds(20),
        };

    public CookieContainer Cookies { get; } = new();

    public string? Cookie(string name) => Cookies.GetCookies(client.BaseAddress!)[name]?.Value;

    /// <summary>Throws its cookies away.</summary>
    public void Forget()
    {
        foreach (Cookie cookie in Cookies.GetAllCookies())
        {
            cookie.Expired = true;
        }
    }

    public async Task<Visited> GetAsync(string path) => await SendAsync(new(HttpMethod.Get, path));

    public async Task<Visited> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await client.SendAsync(request);
            return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers, answer.Headers.Location?.ToString());
        }
    }

    public Task<Visited> PostAsync(Form form, string? origin = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = new FormUrlEncodedContent(form.Fields) };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return SendAsync(request);
    }

    /// <summary>Looks at the product and sends its form.</summary>
    public async Task<Visited> AddToCartAsync(string product, int quantity = 1) =>
        await PostAsync(Form.Of(await GetAsync($"/products/{product}"), "/cart").With("quantity", $"{quantity}"));

    /// <summary>The checkout form, with an address typed.</summary>
    public async Task<Form> CheckoutAsync(string payment = "accept") =>
        Form.AllOf((await GetAsync("/checkout")).Html)[0].With("address", "1 Test Street\nTown").With("payment", payment);

    /// <summary>The whole way from the product to the order's address.</summary>
    public async Task<string> OrderAsync(string product, int quantity = 1, string payment = "accept")
    {
        Must(await AddToCartAsync(product, quantity), "/cart");
        return Must(await PostAsync(await CheckoutAsync(payment)), "/orders/");
    }

    private static string Must(Visited answer, string leadsTo) =>
        answer.Status == HttpStatusCode.SeeOther && answer.Location!.StartsWith(leadsTo, StringComparison.Ordinal)
            ? answer.Location
            : throw new InvalidOperationException($"expected to be led to {leadsTo}, got {(int)answer.Status}: {answer.Text}");

    public void Dispose() => client.Dispose();
}
