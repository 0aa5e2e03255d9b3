using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Servepath.Serving.Changes;

/// <summary>Reads request bodies up to a size, whatever the server's own limit is.</summary>
internal static class BoundedBody
{
    /// <returns>The body; null when it is larger than <paramref name="mostBytes"/>.</returns>
    public static async ValueTask<byte[]?> ReadAsync(HttpContext context, int mostBytes, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > mostBytes)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = mostBytes + 1L;
        }

        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 1024));
        var reader = context.Request.BodyReader;
        while (true)
        {
            System.IO.Pipelines.ReadResult read;
            try
            {
                read = await reader.ReadAsync(cancellationToken);
            }
            catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                return null;
            }

            foreach (var segment in read.Buffer)
            {
                body.Write(segment.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (body.Length > mostBytes)
            {
                return null;
            }

            if (read.IsCompleted)
            {
                return body.ToArray();
            }
        }
    }
}
