using System.Text.Json;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Search.Finding;

/// <summary>Search behind its guard and the answer cache: a search seen before is answered even when the database is not there.</summary>
internal sealed class KeptSearch(ProductFinder finder, IAnswerCache answers, IGuard guard) : ISearch
{
    public static readonly GuardSettings Guarding = new() { TimeoutMs = 1500, ConcurrencyLimit = 64 };

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HelpFresh = TimeSpan.FromMinutes(1);

    public async ValueTask<SearchAnswer?> FindAsync(SearchRequest request, CancellationToken cancellationToken)
    {
        var wanted = Wanted.From(request);
        var kept = await answers.GetAsync(wanted.Name(), Fresh, token => AskAsync(wanted, token), cancellationToken);
        return kept is null ? null : JsonSerializer.Deserialize<SearchAnswer>(kept.Bytes.Span, Json.Options)! with { IsStale = kept.IsStale };
    }

    public async ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken)
    {
        var kept = await answers.GetAsync("search/help", HelpFresh, AskForHelpAsync, cancellationToken);
        return (kept is null ? null : Json.TryRead<SearchHelp>(kept.Bytes.Span)) ?? SearchHelp.None;
    }

    private async ValueTask<ReadOnlyMemory<byte>> AskAsync(Wanted wanted, CancellationToken cancellationToken) =>
        Json.Bytes(await guard.RunAsync(static (asked, token) => asked.Finder.FindAsync(asked.Wanted, token), (Finder: finder, Wanted: wanted), cancellationToken));

    private async ValueTask<ReadOnlyMemory<byte>> AskForHelpAsync(CancellationToken cancellationToken) =>
        Json.Bytes(await guard.RunAsync(static (asked, token) => asked.HelpAsync(token), finder, cancellationToken));
}
