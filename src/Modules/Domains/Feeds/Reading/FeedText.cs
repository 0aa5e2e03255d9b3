namespace Servepath.Domains.Feeds;

/// <summary>Text of feeds as owners take it.</summary>
internal static class FeedText
{
    /// <summary>Cuts <paramref name="text"/> to <paramref name="most"/> characters, never through a surrogate pair, and turns control characters other than line breaks into spaces.</summary>
    public static string Clean(string text, int most)
    {
        var cut = text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
        return cut.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0
            ? cut
            : string.Create(cut.Length, cut, static (target, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    target[i] = source[i] < ' ' && source[i] != '\n' ? ' ' : source[i];
                }
            });
    }

    /// <summary>Shortens <paramref name="value"/> for a message.</summary>
    public static string Quote(string value) => value.Length <= 60 ? $"'{value}'" : $"'{value[..57]}...'";
}
