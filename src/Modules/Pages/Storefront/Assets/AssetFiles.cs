using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Http;

namespace Servepath.Pages.Storefront.Assets;

/// <summary>A file that pages refer to, held in memory; its name carries a hash of its content.</summary>
/// <param name="Path">As pages refer to it: <c>/assets/shop.1a2b3c4d5e.css</c>.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">As they are sent to those who take nothing packed.</param>
/// <param name="Brotli">Packed once.</param>
internal sealed record AssetFile(string Path, string ContentType, byte[] Bytes, byte[] Brotli);

/// <summary>The files of the design: style sheet, script, icon.</summary>
internal static class AssetFiles
{
    public static readonly AssetFile Css = Load("shop", "css", "text/css; charset=utf-8");
    public static readonly AssetFile Script = Load("shop", "js", "text/javascript; charset=utf-8");
    public static readonly AssetFile LiveScript = Load("live", "js", "text/javascript; charset=utf-8");
    public static readonly AssetFile SuggestScript = Load("suggest", "js", "text/javascript; charset=utf-8");
    public static readonly AssetFile Icon = Load("icon", "svg", "image/svg+xml");

    private static readonly AssetFile[] All = [Css, Script, LiveScript, SuggestScript, Icon];

    private static readonly FrozenDictionary<string, AssetFile> ByPath = All.ToFrozenDictionary(file => file.Path);

    // A page of the version before or after this one may name another hash: better our file, shortly kept, than none.
    private static readonly FrozenDictionary<string, AssetFile> ByStem = All.ToFrozenDictionary(file => Stem(file.Path));

    public static Results<AssetResult, ProblemHttpResult> Get(string name)
    {
        var path = $"/assets/{name}";
        return ByPath.TryGetValue(path, out var file) ? new AssetResult(file, "public, max-age=31536000, immutable")
            : ByStem.TryGetValue(Stem(path), out file) ? new AssetResult(file, "public, max-age=60")
            : Problems.NotFound("No such file", $"There is no '{path}'.");
    }

    public static AssetResult GetIcon() => new(Icon, "public, max-age=86400");

    private static string Stem(string path)
    {
        var (first, last) = (path.IndexOf('.'), path.LastIndexOf('.'));
        return first < 0 ? path : path[..first] + path[last..];
    }

    private static AssetFile Load(string name, string ending, string contentType)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream($"assets/{name}.{ending}")
            ?? throw new InvalidOperationException($"{name}.{ending} is not in the assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        bytes = ending == "css" ? Encoding.UTF8.GetBytes(CompactCss.Of(Encoding.UTF8.GetString(bytes))) : bytes;
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 5));
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        if (!BrotliEncoder.TryCompress(bytes, packed, out var length, quality: 11, window: 22))
        {
            throw new InvalidOperationException($"{name}.{ending} cannot be packed");
        }

        return new($"/assets/{name}.{hash}.{ending}", contentType, bytes, packed[..length]);
    }
}

/// <summary>Answers with a file, packed for those who take it so.</summary>
internal sealed class AssetResult(AssetFile file, string cacheControl) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var takesBrotli = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        var bytes = takesBrotli ? file.Brotli : file.Bytes;
        var response = context.Response;
        response.ContentType = file.ContentType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = cacheControl;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.XContentTypeOptions = "nosniff";
        if (takesBrotli)
        {
            response.Headers.ContentEncoding = "br";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        }
    }
}
