using System.Globalization;
using System.Text.Json;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Search.Finding;

/// <summary>Search behind its guard and the answer cache: a search seen before is answered even when the database is not there.</summary>
internal sealed class KeptSearch(ProductFinder finder, IAnswerCache answers, IGuard guard) : ISearch
{
    public static readonly GuardSettings Guarding = new() { TimeoutMs = 1500, ConcurrencyLimit = 64 };

    private const int LastPage = 10_000;
    private const int LargestPage = 100;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    public async ValueTask<SearchAnswer?> FindAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var text = SearchText.Read(request.Text);
        var page = Math.Clamp(request.Page, 1, LastPage);
        var size = Math.Clamp(request.Size, 1, LargestPage);
        var name = string.Create(CultureInfo.InvariantCulture, $"search/{size}/{page}/{text.Text}");
        var kept = await answers.GetAsync(name, Fresh, token => AskAsync(text, page, size, token), cancellationToken);
        return kept is null ? null : JsonSerializer.Deserialize<SearchAnswer>(kept.Bytes.Span, Json.Options)! with { IsStale = kept.IsStale };
    }

    private async ValueTask<ReadOnlyMemory<byte>> AskAsync(SearchText text, int page, int size, CancellationToken cancellationToken) =>
        Json.Bytes(await guard.RunAsync(
            static (asked, token) => asked.Finder.FindAsync(asked.Text, asked.Page, asked.Size, token),
            (Finder: finder, Text: text, Page: page, Size: size),
            cancellationToken));
}
