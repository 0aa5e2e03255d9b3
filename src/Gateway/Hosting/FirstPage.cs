namespace Servepath.Gateway.Hosting;

/// <summary>
/// Asks for home before the process says that it is ready, so that the code of a page is compiled and its rows are fetched
/// on nobody's time. Trying is enough: a page that cannot be drawn yet does not keep a process from being ready.
/// </summary>
internal static class FirstPage
{
    private const int MostTries = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static async Task AskAsync(int gatewayPort, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{gatewayPort}"), Timeout = Longest };
        try
        {
            for (var i = 0; i < MostTries; i++)
            {
                using var answer = await client.GetAsync("/", cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException || !cancellationToken.IsCancellationRequested)
        {
            // Said by the hosts' own logs, and by their health.
        }
    }
}
