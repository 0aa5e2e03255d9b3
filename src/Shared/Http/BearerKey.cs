using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Servepath.Http;

/// <summary>A secret that callers send as <c>Authorization: Bearer …</c>. Compared in constant time, never logged.</summary>
public sealed class BearerKey
{
    private readonly byte[] hash;

    /// <summary>Keeps a hash of <paramref name="secret"/>.</summary>
    /// <exception cref="ArgumentException">The secret has fewer than 16 characters.</exception>
    public BearerKey(string secret)
    {
        if (secret.Length < 16)
        {
            throw new ArgumentException("a key has at least 16 characters", nameof(secret));
        }

        hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>Whether the request carries this key.</summary>
    public bool IsCarriedBy(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())));
    }

    /// <summary>Reads the secret in <paramref name="file"/>, or makes one there (mode 0600) when there is none. Safe against two processes starting at once.</summary>
    /// <returns>The secret.</returns>
    public static string ReadOrCreate(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var temporary = $"{file}.{Environment.ProcessId}";
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)) + "\n"));
            }

            try
            {
                File.Move(temporary, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(temporary);
            }
        }

        return File.ReadAllText(file).Trim();
    }
}

/// <summary>Asks for a key on endpoints.</summary>
public static class BearerKeyExtensions
{
    /// <summary>Refuses with 401 and problem+json every request of these endpoints that does not carry <paramref name="key"/>.</summary>
    public static TBuilder RequireKey<TBuilder>(this TBuilder endpoints, BearerKey key)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter<TBuilder>(async (context, next) =>
        {
            if (key.IsCarriedBy(context.HttpContext.Request))
            {
                return await next(context);
            }

            context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
            return TypedResults.Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "A key is needed",
                detail: "Send the header 'Authorization: Bearer KEY' with the key of this port.");
        });
}
