using System.CommandLine;
using System.Net;

namespace Servepath.Bench;

/// <summary>The peer: Kestrel answering the same bytes from memory, in a process of its own.</summary>
internal static class StaticSite
{
    public static Command Command()
    {
        var port = new Option<int>("--port") { Required = true };
        var files = new Option<string[]>("--file") { Description = "NAME=FILE: /NAME answers the bytes of FILE", AllowMultipleArgumentsPerToken = true };
        var command = new Command("static", "Answers fixed bytes; used by other benches.") { port, files };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, parsed.GetValue(port)));
            var app = builder.Build();
            foreach (var file in parsed.GetValue(files) ?? [])
            {
                var parts = file.Split('=', 2);
                var bytes = await File.ReadAllBytesAsync(parts[1], cancellationToken);
                app.MapGet("/" + parts[0], async context =>
                {
                    context.Response.ContentType = "text/html; charset=utf-8";
                    context.Response.ContentLength = bytes.Length;
                    await context.Response.BodyWriter.WriteAsync(bytes);
                });
            }

            await app.RunAsync(cancellationToken);
            return 0;
        });
        return command;
    }
}
