using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Servepath.Serving.Changes;

/// <summary>Faults as problem+json.</summary>
internal static class Answers
{
    public static readonly IngestFault LogUnavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "The change log is unavailable",
        "It is not known to be durable: send it again, with the same version if you gave one. A change that came through after all is not taken twice.");

    public static ProblemHttpResult Problem(HttpContext context, IngestFault fault)
    {
        if (fault.Status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return TypedResults.Problem(statusCode: fault.Status, title: fault.Title, detail: fault.Detail);
    }
}
