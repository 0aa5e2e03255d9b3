using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Servepath.Kernel;

namespace Servepath.Gateway.Commands;

/// <summary>Asks the console of a running Servepath. Whatever goes wrong becomes one line for people.</summary>
internal sealed class ConsoleClient : IDisposable
{
    private readonly HttpClient http;
    private readonly int port;
    private readonly DataFolder data;

    public ConsoleClient(DataFolder data, int port)
    {
        (this.data, this.port) = (data, port);
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(10) };
        if (RunningServer.Secret(data.OperatorToken) is { } token)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => AskAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    public Task<T> PutAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        AskAsync<T>(HttpMethod.Put, path, JsonContent.Create(body, body.GetType(), options: Json.Options), cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                throw new CommandFailedException($"Servepath on 127.0.0.1:{port} does not take the token in {data.OperatorToken}: choose its data folder with --data");
            }

            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<T>(Json.Options, cancellationToken))!
                : throw new CommandFailedException(await ReasonAsync(response, cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            throw RunningServer.Unreachable(port, exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailedException($"Servepath on 127.0.0.1:{port} did not answer within {http.Timeout.TotalSeconds:0} s");
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"what listens on 127.0.0.1:{port} is not the console of this Servepath");
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(Json.Options, cancellationToken);
            if (problem?.Title is { } title)
            {
                return problem.Detail is null ? title : $"{title}: {problem.Detail}";
            }
        }
        catch (JsonException)
        {
            // No problem+json: the status says what there is to say.
        }

        return $"the console answered {(int)response.StatusCode} {response.ReasonPhrase}";
    }

    private sealed record Problem(string? Title, string? Detail);
}
