namespace Servepath.Redis.Nodes;

/// <summary>What an answer that names another node says. The library gives it as text only.</summary>
internal static class Redirects
{
    private const string Before = "Endpoint ";

    /// <summary>Host and port of the named node; null when the text names none.</summary>
    public static string? EndpointOf(Exception redirect)
    {
        var text = redirect.Message.AsSpan();
        var start = text.IndexOf(Before, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        text = text[(start + Before.Length)..];
        var end = text.IndexOf(' ');
        return end <= 0 ? null : text[..end].ToString();
    }
}
