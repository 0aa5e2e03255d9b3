namespace Servepath.Domains.Feeds;

/// <summary>The rule of product ids, the same as the key pattern of their serving domain.</summary>
internal static class FeedId
{
    /// <summary>The longest id in characters, which are all ASCII.</summary>
    public const int MostChars = 50;

    /// <summary>What is wrong with <paramref name="id"/>; null when nothing is.</summary>
    public static string? Fault(string id)
    {
        if (id.Length == 0)
        {
            return "there is none";
        }

        if (id.Length > MostChars)
        {
            return $"{FeedText.Quote(id)} has {id.Length} characters; at most {MostChars} are taken";
        }

        var isWellFormed = char.IsAsciiLetterOrDigit(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return isWellFormed ? null : $"{FeedText.Quote(id)} is none: letters, digits, dot, underscore and hyphen, beginning with a letter or digit";
    }
}
