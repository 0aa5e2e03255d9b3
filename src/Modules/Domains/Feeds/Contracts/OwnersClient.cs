using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Servepath.Kernel;

namespace Servepath.Domains.Feeds;

/// <summary>
/// Writes to the owners over their HTTP API. Their writes are idempotent, so what failed on the way (a lost connection,
/// a 5xx answer) is tried again with backoff for about fifteen seconds. Thread-safe.
/// </summary>
/// <param name="http">Its base address is the owners' port; it belongs to the caller.</param>
/// <param name="key">The bearer key of that port.</param>
/// <param name="time">The clock of backoff and of the summary's duration.</param>
public sealed class OwnersClient(HttpClient http, string key, TimeProvider time)
{
    private const int MostTries = 7;
    private const int LongestReason = 500;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    internal TimeProvider Time => time;

    private string Address => http.BaseAddress?.GetLeftPart(UriPartial.Authority) ?? "(no address)";

    /// <summary>Asks once, without trying again, whether the owners are there and take the key.</summary>
    /// <exception cref="OwnersException">They are not, or do not.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, OwnersPaths.Lag, null, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw WrongKey();
            }

            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            {
                throw new OwnersException($"What answers at {Address} is not the owners' port of a Servepath.");
            }
        }
        catch (Exception failure) when (IsTransport(failure, cancellationToken))
        {
            throw new OwnersException($"No answer from the owners at {Address}: {Innermost(failure)} Is Servepath running?", failure);
        }
    }

    /// <summary>How many changes the slowest reader of the log has still before it; null when the owners cannot say.</summary>
    public async Task<long?> NotYetVisibleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(HttpMethod.Get, OwnersPaths.Lag, null, cancellationToken);
            return Lag.Read(answer);
        }
        catch (Exception failure) when (failure is RefusedException or OwnersException)
        {
            return null;
        }
    }

    /// <summary>Sends one batch.</summary>
    /// <exception cref="RefusedException">The owner cannot take the batch at all.</exception>
    /// <exception cref="OwnersException">The owner cannot be reached or refuses the key.</exception>
    internal async Task<OwnerAnswer> WriteAsync<T>(string path, IReadOnlyList<T> items, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(HttpMethod.Post, path, Json.Bytes(items), cancellationToken);
        return answer.ValueKind == JsonValueKind.Object ? answer.Deserialize<OwnerAnswer>(Json.Options)! : new(0, null);
    }

    /// <summary>Sends one request and reads its JSON; tries again what may yet succeed.</summary>
    internal async Task<JsonElement> AskAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken, int mostTries = MostTries)
    {
        for (var attempt = 1; ; attempt++)
        {
            Exception? failure = null;
            string reason;
            try
            {
                using var response = await SendAsync(method, path, body, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return response.StatusCode == HttpStatusCode.NoContent || response.Content.Headers.ContentLength == 0
                        ? default
                        : await response.Content.ReadFromJsonAsync<JsonElement>(Json.Options, cancellationToken);
                }

                reason = await ReasonAsync(response, cancellationToken);
                if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                {
                    throw WrongKey();
                }

                if ((int)response.StatusCode < 500 && response.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests))
                {
                    throw new RefusedException(reason);
                }
            }
            catch (Exception thrown) when (IsTransport(thrown, cancellationToken) || thrown is JsonException)
            {
                failure = thrown;
                reason = Innermost(thrown);
            }

            if (attempt == mostTries)
            {
                throw new OwnersException($"The owners at {Address} failed {mostTries} times at {method} {path}: {reason}", failure);
            }

            var delay = TimeSpan.FromMilliseconds(Math.Min(FirstDelay.TotalMilliseconds * (1 << attempt), LongestDelay.TotalMilliseconds));
            await Task.Delay(delay * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", key);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private OwnersException WrongKey() => new($"The owners at {Address} do not take this key; it stands in owners.key of their data folder.");

    private static bool IsTransport(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException
        || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string Innermost(Exception failure) => failure is OperationCanceledException ? "it took too long." : failure.GetBaseException().Message;

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var fallback = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        try
        {
            using var problem = JsonDocument.Parse(text);
            var parts = new[] { "title", "detail" }
                .Select(name => problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty(name, out var part) ? part.ToString() : string.Empty)
                .Where(part => part.Length > 0);
            var reason = string.Join(": ", parts).ReplaceLineEndings(" ");
            return reason.Length switch { 0 => fallback, > LongestReason => reason[..LongestReason], _ => reason };
        }
        catch (JsonException)
        {
            return fallback;
        }
    }
}
