using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Servepath.Gateway.Hosting;

/// <summary>Packs text for browsers that take Brotli. Files of the design are packed once and not here; streams of events never.</summary>
internal static class Packing
{
    private static readonly string[] Text =
        ["text/html", "text/plain", "text/xml", "application/xml", "application/json", "application/problem+json", "image/svg+xml"];

    public static IServiceCollection AddPacking(this IServiceCollection services) => services
        .AddResponseCompression(options =>
        {
            // Also over https: why a token in a packed page can be borne stands in docs/decisions/0015.
            options.EnableForHttps = true;
            options.MimeTypes = Text;
            options.Providers.Add<BrotliCompressionProvider>();
        })

        // A page is packed anew each time it is asked for.
        .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
}
