using System.Globalization;
using System.Text;
using Servepath.Gateway.Hosting;

namespace Servepath.Gateway.Console;

/// <summary>/livez and /readyz, in the form that orchestrators know.</summary>
internal static class Probes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/livez", () => TypedResults.Text("ok\n"));
        endpoints.MapGet("/readyz", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(HttpContext context, Readiness readiness, IEnumerable<IReadinessCheck> checks, IEnumerable<IStatusSource> parts, TimeProvider time)
    {
        var results = await Task.WhenAll(checks.Select(check => LookAsync(check, time, context.RequestAborted)));
        var failures = results.Where(result => result.Wrong is not null).ToArray();
        var isReady = readiness.IsReady && failures.Length == 0;
        var text = new StringBuilder();
        if (context.Request.Query.ContainsKey("verbose"))
        {
            text.Append(readiness.IsReady ? "[+]process " : "[-]process ").Append(readiness.State).Append('\n');
            foreach (var (name, wrong) in results)
            {
                text.Append(wrong is null ? $"[+]{name} ok\n" : $"[-]{name} {wrong}\n");
            }

            // Told, not weighed: a node or a server that is down is routed around, and a process out of service helps nobody.
            foreach (var line in parts.SelectMany(part => part.Read()))
            {
                text.Append(CultureInfo.InvariantCulture, $"[{(line.State == PartState.Up ? '+' : '!')}]{line.Part} {line.Name} {line.State.ToString().ToLowerInvariant()}\n");
            }
        }

        text.Append(isReady ? "ready\n" : $"not ready: {(readiness.IsReady ? string.Join(", ", failures.Select(failure => failure.Name)) : readiness.State)}\n");
        return TypedResults.Text(text.ToString(), statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<(string Name, string? Wrong)> LookAsync(IReadinessCheck check, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return (check.Name, await check.CheckAsync(cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken));
        }
        catch (TimeoutException)
        {
            return (check.Name, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (check.Name, exception.Message.ReplaceLineEndings(" "));
        }
    }
}
