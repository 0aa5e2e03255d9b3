using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Live;

/// <summary>One open stream. It ends when the browser goes, when the node stops, or when the product is taken away.</summary>
internal sealed class LiveStream(
    string id, string region, string? last, IRowReader rows, IRowWatch watch, LiveStreams streams, TimeProvider time, CancellationToken stopping) : IResult
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(5);

    private string? last = last;

    public async Task ExecuteAsync(HttpContext context)
    {
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            // The headers go out first: a browser knows that the stream is open, and the writer has memory to write to.
            await context.Response.StartAsync(ending.Token);
            await RunAsync(context.Response.BodyWriter, ending);
        }
        catch (OperationCanceledException)
        {
            // The browser has gone or the node stops: both are ordinary ends.
        }
        finally
        {
            streams.Close();
        }
    }

    private async Task RunAsync(PipeWriter writer, CancellationTokenSource ending)
    {
        await using var changes = watch.WatchAsync(ProductDetails.Domain, [id], ending.Token).GetAsyncEnumerator(ending.Token);
        using var timer = new PeriodicTimer(PingEvery, time);
        var changed = changes.MoveNextAsync().AsTask();
        var tick = timer.WaitForNextTickAsync(ending.Token).AsTask();
        try
        {
            writer.Write(OfferEvent.Opening);
            while (await TellAsync(writer, ending.Token))
            {
                await writer.FlushAsync(ending.Token);
                while (await Task.WhenAny(changed, tick) == tick)
                {
                    if (!await tick)
                    {
                        return;
                    }

                    tick = timer.WaitForNextTickAsync(ending.Token).AsTask();
                    writer.Write(OfferEvent.Ping);
                    await writer.FlushAsync(ending.Token);
                }

                if (!await changed)
                {
                    return;
                }

                changed = changes.MoveNextAsync().AsTask();
            }

            await writer.FlushAsync(ending.Token);
        }
        finally
        {
            // Both end with the token; an enumerator must not be disposed while it moves.
            await ending.CancelAsync();
            await Task.WhenAll(changed, tick).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Says what is new, if anything is.</summary>
    /// <returns>False when there is nothing more to tell, ever.</returns>
    private async ValueTask<bool> TellAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        var read = await rows.ReadAsync(ProductDetails.Domain, id, cancellationToken);
        if (read.Status == ReadStatus.Unavailable)
        {
            return true;
        }

        if (read.Row is not { } row)
        {
            return false;
        }

        var view = row.View(Offer.View, region);
        var current = OfferEvent.Id(row.Revision, view, row.Stale);
        if (OfferEvent.IsNews(last, current))
        {
            OfferEvent.Write(writer, current, row.Revision, view, row.Stale);
            last = current;
        }

        return true;
    }
}
