using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Servepath.Http;

namespace Servepath.Serving.Changes;

/// <summary>What the write APIs of all owners have in common.</summary>
public static class OwnerEndpoints
{
    /// <summary>
    /// A group of an owner's endpoints under <paramref name="prefix"/>: they ask for the key, answer 503 with
    /// <c>Retry-After</c> when the database cannot take the call, and 400 when the serving domain refuses the change.
    /// </summary>
    public static RouteGroupBuilder MapOwner(this IEndpointRouteBuilder endpoints, string prefix, BearerKey ownersKey)
    {
        var group = endpoints.MapGroup(prefix);
        group.RequireKey(ownersKey);
        group.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (OwnerUnavailableException exception)
            {
                context.HttpContext.Response.Headers.RetryAfter = "1";
                return Problems.Unavailable("The database cannot take this now", $"{exception.Message}. Send it again: the same twice changes nothing.");
            }
            catch (InvalidChangeException exception)
            {
                return Problems.BadRequest("The change is not taken", exception.Message);
            }
        });
        return group;
    }
}
