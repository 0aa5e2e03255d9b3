using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Servepath.Http;

/// <summary>
/// Answers to bad input in the one form that Servepath uses (RFC 9457, application/problem+json): the title says what
/// is wrong, the detail says where and what would be right.
/// </summary>
public static class Problems
{
    /// <summary>400: the request cannot be understood.</summary>
    public static ProblemHttpResult BadRequest(string title, string detail) => Make(StatusCodes.Status400BadRequest, title, detail);

    /// <summary>400: what was sent is wrong in these fields.</summary>
    public static ProblemHttpResult BadRequest(string title, IReadOnlyList<ItemError> errors) =>
        BadRequest(title, string.Join("; ", errors.Select(error => $"{error.Field}: {error.Message}")));

    /// <summary>400 when the address names one thing and the body another; null when it names the same, or none.</summary>
    public static ProblemHttpResult? IfOtherId(string inAddress, string? inBody) => inBody is null || inBody == inAddress
        ? null
        : BadRequest("Two ids", $"The address says '{inAddress}' and the body '{inBody}'; leave it out of the body or say the same.");

    /// <summary>404: there is no such thing.</summary>
    public static ProblemHttpResult NotFound(string title, string detail) => Make(StatusCodes.Status404NotFound, title, detail);

    /// <summary>409: what is asked for contradicts what is.</summary>
    public static ProblemHttpResult Conflict(string title, string detail) => Make(StatusCodes.Status409Conflict, title, detail);

    /// <summary>413: the body is too large.</summary>
    public static ProblemHttpResult TooLarge(string title, string detail) => Make(StatusCodes.Status413PayloadTooLarge, title, detail);

    /// <summary>429: the caller has as much as one may; it may come back.</summary>
    public static ProblemHttpResult TooMany(string title, string detail) => Make(StatusCodes.Status429TooManyRequests, title, detail);

    /// <summary>503: a part that the answer needs is down; the caller may come back.</summary>
    public static ProblemHttpResult Unavailable(string title, string detail) => Make(StatusCodes.Status503ServiceUnavailable, title, detail);

    private static ProblemHttpResult Make(int status, string title, string detail) =>
        TypedResults.Problem(statusCode: status, title: title, detail: detail);
}
