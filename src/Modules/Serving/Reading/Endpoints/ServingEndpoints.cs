using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Reading.Merging;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>Rows as JSON: <c>/api/serving/{domain}/{key}</c> and <c>/api/serving/{domain}?keys=…</c>.</summary>
internal static class ServingEndpoints
{
    private const int MostKeys = 200;
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var serving = endpoints.MapGroup("/api/serving").WithTags("serving");
        serving.MapMethods("/{domain}/{key}", Methods, ReadOne);
        serving.MapMethods("/{domain}", Methods, ReadMany);
    }

    private static async ValueTask<Results<RowAnswer, ProblemHttpResult>> ReadOne(
        string domain, string key, HttpContext context, IBlueprint blueprint, IRowReader reader, TimeProvider time)
    {
        if (!blueprint.Current.Domains.TryGetValue(domain, out var serving))
        {
            return UnknownDomain(domain, blueprint);
        }

        if (RowQuery.Read(context.Request, serving, out var problem) is not { } query)
        {
            return problem!;
        }

        var started = time.GetTimestamp();
        var (status, row) = await reader.ReadAsync(domain, key, context.RequestAborted);
        return status switch
        {
            ReadStatus.Found => new RowAnswer((ServedRow)row!, query, time.GetElapsedTime(started), time.GetUtcNow()),
            ReadStatus.Missing => Problems.NotFound("No such key", $"{domain} has no row '{key}'."),
            ReadStatus.MalformedKey => MalformedKey(serving, key),
            ReadStatus.UnknownDomain => UnknownDomain(domain, blueprint),
            _ => Unavailable(context, domain),
        };
    }

    private static async ValueTask<Results<BatchAnswer, ProblemHttpResult>> ReadMany(
        string domain, HttpContext context, IBlueprint blueprint, IRowReader reader, TimeProvider time)
    {
        if (!blueprint.Current.Domains.TryGetValue(domain, out var serving))
        {
            return UnknownDomain(domain, blueprint);
        }

        string[] keys = [.. context.Request.Query["keys"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        if (keys.Length is 0 or > MostKeys)
        {
            return Problems.BadRequest("1 to 200 keys are needed", $"'keys' names 1 to {MostKeys} rows, divided by commas; it names {keys.Length}.");
        }

        if (Array.Find(keys, key => !serving.Accepts(key)) is { } malformed)
        {
            return MalformedKey(serving, malformed);
        }

        if (RowQuery.Read(context.Request, serving, out var problem) is not { } query)
        {
            return problem!;
        }

        var started = time.GetTimestamp();
        var results = await reader.ReadManyAsync(domain, keys, context.RequestAborted);
        var rows = new List<ServedRow>(results.Length);
        var missing = new List<string>();
        var unavailable = new List<string>();
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Row is { } row)
            {
                rows.Add((ServedRow)row);
            }
            else
            {
                (results[i].Status == ReadStatus.Missing ? missing : unavailable).Add(keys[i]);
            }
        }

        return unavailable.Count == keys.Length
            ? Unavailable(context, domain)
            : new BatchAnswer(rows, missing, unavailable, query, time.GetElapsedTime(started), time.GetUtcNow());
    }

    private static ProblemHttpResult UnknownDomain(string domain, IBlueprint blueprint) => Problems.NotFound(
        "No such serving domain",
        $"There is no serving domain '{domain}'; there are: {string.Join(", ", blueprint.Current.Domains.Keys.Order(StringComparer.Ordinal))}.");

    private static ProblemHttpResult MalformedKey(ServingDomain domain, string key) => Problems.BadRequest(
        "The key is malformed",
        $"A key of {domain.Name} matches {domain.WrittenKeyPattern} and has at most {domain.KeyMaxBytes} bytes; this one is '{(key.Length > 200 ? key[..200] + "…" : key)}'.");

    private static ProblemHttpResult Unavailable(HttpContext context, string domain)
    {
        context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Unavailable("The row cannot be read now", $"Neither caches nor storage of {domain} answer; try again in a second.");
    }
}
