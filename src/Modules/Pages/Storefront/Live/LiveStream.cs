using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Servepath.Pages.Storefront.Live;

/// <summary>
/// One open stream. It ends when the browser goes, in order when the node stops, and when the browser does not take what
/// it is told; a browser comes back by itself, at a time of its own, so that many do not come at once.
/// </summary>
internal sealed class LiveStream(LiveConnection connection, LiveOffers offers, LiveMetrics metrics, Action ended) : IResult
{
    private const int SoonestReturn = 1000;
    private const int LatestReturn = 4000;

    public async Task ExecuteAsync(HttpContext context)
    {
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, connection.TooSlow);
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["X-Accel-Buffering"] = "no";

            // The headers go out first: a browser knows that the stream is open, and the writer has memory to write to.
            await context.Response.StartAsync(ending.Token);
            await RunAsync(context.Response.BodyWriter, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The browser has gone or is too slow: both are ordinary ends.
        }
        finally
        {
            offers.Close(connection);
            ended();
            if (connection.TooSlow.IsCancellationRequested)
            {
                metrics.Dropped();

                // Half an event may have gone out: an end in order would pass for a whole one.
                context.Abort();
            }
        }
    }

    private async Task RunAsync(PipeWriter writer, CancellationToken ending)
    {
        writer.Write(OfferEvent.Retry(Random.Shared.Next(SoonestReturn, LatestReturn)).Span);
        offers.Open(connection);
        do
        {
            while (connection.Events.TryRead(out var happened))
            {
                writer.Write(happened.Span);
            }

            await writer.FlushAsync(ending);
        }
        while (await connection.Events.WaitToReadAsync(ending));
    }
}
