using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;

namespace Servepath.Serving.Changes;

/// <summary>The removal by ids that every owner offers: <c>POST …/remove</c> with <see cref="RemoveIds"/>.</summary>
public static class OwnerRemoval
{
    /// <summary>Most ids of one request.</summary>
    public const int MostIds = 5000;

    /// <summary>Takes the ids away by at most 200 a transaction. Ids that are not there are no error: they are gone, as asked.</summary>
    /// <param name="request">Its body is read as <see cref="RemoveIds"/>.</param>
    /// <param name="remove">Takes up to 200 ids, in order, away in one transaction and returns how many were there.</param>
    /// <param name="cancellationToken">Ends between transactions; what was removed stays removed.</param>
    public static async ValueTask<Results<JsonHttpResult<BatchAnswer>, ProblemHttpResult>> AnswerAsync(
        HttpRequest request, Func<IReadOnlyList<string>, CancellationToken, ValueTask<int>> remove, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync<RemoveIds>(request, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (body!.Ids is not { Count: > 0 and <= MostIds } ids)
        {
            return Problems.BadRequest("No such removal", $"Send {{\"ids\": [ … ]}} with 1 to {MostIds} ids.");
        }

        return JsonBody.Answer(await OwnerBatch.WriteAsync(
            ids, [], (id, index) => new ItemChecks(index, id) is var checks && checks.Id() ? [] : checks.Errors, id => id, remove, cancellationToken));
    }
}
