using Microsoft.AspNetCore.Http;

namespace Servepath.Serving.Reading.Endpoints;

/// <summary>The frame around a spliced body.</summary>
internal static class SplicedBody
{
    /// <summary>Names the answer; true, with 304, when the caller has it already.</summary>
    public static bool IsKnown(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        var known = context.Request.Headers.IfNoneMatch;
        if (known.Count == 0 || !EntityTag.IsNamedBy(known, tag))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>Says type and length; false when the caller wants no more than that.</summary>
    public static bool Begin(HttpContext context, long length)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = length;
        return !HttpMethods.IsHead(context.Request.Method);
    }

    public static Task EndAsync(HttpContext context)
    {
        var flushed = context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }
}
