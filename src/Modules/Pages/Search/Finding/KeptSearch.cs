using System.Text.Json;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Search.Finding;

/// <summary>Search behind its guard and the answer cache: a search seen before is answered even when the database is not there.</summary>
internal sealed class KeptSearch(ProductFinder finder, IAnswerCache answers, IGuard guard, SearchSettings settings) : ISearch
{
    public static readonly GuardSettings Guarding = new() { TimeoutMs = 1500, ConcurrencyLimit = 64 };

    private static readonly TimeSpan HelpFresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SuggestionsFresh = TimeSpan.FromSeconds(30);

    public async ValueTask<SearchAnswer?> FindAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var wanted = Wanted.From(request);
        var kept = await answers.GetAsync(wanted.Name(), settings.AnswerFresh, token => AskAsync(wanted, token), cancellationToken);
        return kept is null ? null : JsonSerializer.Deserialize<SearchAnswer>(kept.Bytes.Span, Json.Options)! with { IsStale = kept.IsStale };
    }

    public async ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken)
    {
        var kept = await answers.GetAsync("search/help", HelpFresh, AskForHelpAsync, cancellationToken);
        return (kept is null ? null : Json.TryRead<SearchHelp>(kept.Bytes.Span)) ?? finder.HeldHelp();
    }

    public async ValueTask<IReadOnlyList<Suggestion>?> SuggestAsync(string typed, CancellationToken cancellationToken)
    {
        var text = SearchText.Read(typed);
        if (text.Words.Count == 0)
        {
            return [];
        }

        var kept = await answers.GetAsync($"suggest/{text.Text}", SuggestionsFresh, token => AskForSuggestionsAsync(text, token), cancellationToken);
        return kept is null ? null : JsonSerializer.Deserialize<Suggestion[]>(kept.Bytes.Span, Json.Options);
    }

    public bool IsKept(SearchRequest request) => answers.Has(Wanted.From(request).Name());

    private async ValueTask<ReadOnlyMemory<byte>> AskAsync(Wanted wanted, CancellationToken cancellationToken) =>
        Json.Bytes(await guard.RunAsync(static (asked, token) => asked.Finder.FindAsync(asked.Wanted, token), (Finder: finder, Wanted: wanted), cancellationToken));

    private async ValueTask<ReadOnlyMemory<byte>> AskForHelpAsync(CancellationToken cancellationToken) =>
        Json.Bytes(await guard.RunAsync(static (asked, token) => asked.HelpAsync(token), finder, cancellationToken));

    private async ValueTask<ReadOnlyMemory<byte>> AskForSuggestionsAsync(SearchText text, CancellationToken cancellationToken) =>
        Json.Bytes(await guard.RunAsync(static (asked, token) => asked.Finder.SuggestAsync(asked.Text, token), (Finder: finder, Text: text), cancellationToken));
}
