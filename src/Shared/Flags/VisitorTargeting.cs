using Microsoft.AspNetCore.Http;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Servepath.Flags;

/// <summary>Tells Microsoft.FeatureManagement who asks: the visitor that the gateway knows by its cookie.</summary>
internal sealed class VisitorTargeting(IHttpContextAccessor requests) : ITargetingContextAccessor
{
    public ValueTask<TargetingContext> GetContextAsync() =>
        ValueTask.FromResult(new TargetingContext { UserId = requests.HttpContext?.Request.Cookies[FlagsModule.VisitorCookie] ?? string.Empty, Groups = [] });
}
