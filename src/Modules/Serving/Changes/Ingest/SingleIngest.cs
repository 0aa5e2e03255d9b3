using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Resilience;

namespace Servepath.Serving.Changes;

/// <summary>One change over HTTP: PUT with a body or a schedule, DELETE for a tombstone.</summary>
internal sealed class SingleIngest(IngestRules rules, IngestTransaction transaction, ILogger<SingleIngest> logger)
{
    private const int BytesPerTime = 128;

    public async Task<Results<JsonHttpResult<IngestAnswer>, ProblemHttpResult>> PutAsync(
        string domain, string key, string group, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            var (fault, definition) = await rules.PlaceAsync(domain, key, group, cancellationToken);
            if (fault is not null)
            {
                return Answers.Problem(context, fault);
            }

            var scheduled = context.Request.Query["schedule"] == "1";
            var most = scheduled ? SliceTable.MostSlices * (definition!.MaxBytes + BytesPerTime) : definition!.MaxBytes;
            if (await BoundedBody.ReadAsync(context, most, cancellationToken) is not { } body)
            {
                return Problems.TooLarge("Body too large", $"A body of '{group}' has at most {definition.MaxBytes} bytes.");
            }

            return ReadValue(body, scheduled, out var value) is { } mistake
                ? Problems.BadRequest("Malformed body", $"The body of '{group}': {mistake}")
                : await TakeAsync(domain, key, definition, value, context, cancellationToken);
        }
        catch (ComponentUnavailableException failure)
        {
            return Unavailable(domain, context, failure);
        }
    }

    public async Task<Results<JsonHttpResult<IngestAnswer>, ProblemHttpResult>> DeleteAsync(
        string domain, string key, string group, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            var (fault, definition) = await rules.PlaceAsync(domain, key, group, cancellationToken);
            return fault is null
                ? await TakeAsync(domain, key, definition!, GroupValue.Tombstone(0), context, cancellationToken)
                : Answers.Problem(context, fault);
        }
        catch (ComponentUnavailableException failure)
        {
            return Unavailable(domain, context, failure);
        }
    }

    private async Task<Results<JsonHttpResult<IngestAnswer>, ProblemHttpResult>> TakeAsync(
        string domain, string key, Blueprint.ServingGroup group, GroupValue value, HttpContext context, CancellationToken cancellationToken)
    {
        if (!TryReadVersion(context.Request, out var version))
        {
            return Problems.BadRequest("Malformed version", $"A version is a whole number, {Versions.Lowest} to {Versions.HighestFromOutside}, in the query (version=) or in the header X-Version; where both stand they agree.");
        }

        if (IngestRules.Content(version, value, group) is { } fault)
        {
            return Answers.Problem(context, fault);
        }

        var outcome = (await transaction.RunAsync(domain, [new(key, group.Name, version, value)], cancellationToken))[0];
        return outcome.Answer is { } answer
            ? TypedResults.Json(answer, Json.Options)
            : Answers.Problem(context, outcome.Fault!);
    }

    private static string? ReadValue(byte[] body, bool scheduled, out GroupValue value)
    {
        value = GroupValue.Plain(0, body);
        if (scheduled)
        {
            return JsonText.Mistake(body) ?? ScheduleText.TryReadObject(body, out value);
        }

        return JsonText.IsNull(body) ? "null says nothing; send DELETE to say that there is nothing" : JsonText.Mistake(body);
    }

    private static bool TryReadVersion(HttpRequest request, out long? version)
    {
        version = null;
        foreach (var text in new[] { request.Query["version"].ToString(), request.Headers["X-Version"].ToString() })
        {
            if (text.Length == 0)
            {
                continue;
            }

            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (version is not null && version != number))
            {
                return false;
            }

            version = number;
        }

        return true;
    }

    private ProblemHttpResult Unavailable(string domain, HttpContext context, ComponentUnavailableException failure)
    {
        logger.IngestFailed(domain, failure);
        return Answers.Problem(context, Answers.LogUnavailable);
    }
}
