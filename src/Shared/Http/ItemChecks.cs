namespace Servepath.Http;

/// <summary>Gathers what is wrong with one written item: every mistake, not only the first. Not thread-safe.</summary>
/// <param name="index">Place of the item in its batch, from 0.</param>
/// <param name="id">Its id; may be null or malformed.</param>
public sealed class ItemChecks(int index, string? id)
{
    /// <summary>Longest id, in characters: ids stand in addresses and in the keys of caches.</summary>
    public const int LongestId = 50;

    private List<ItemError>? errors;

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<ItemError> Errors => errors ?? (IReadOnlyList<ItemError>)[];

    /// <summary>Whether nothing was found.</summary>
    public bool Passed => errors is null;

    /// <summary>Whether <paramref name="text"/> may be an id.</summary>
    public static bool IsId(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > LongestId || !char.IsAsciiLetterOrDigit(text[0]))
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes <paramref name="message"/> against <paramref name="field"/> unless <paramref name="holds"/>.</summary>
    /// <returns><paramref name="holds"/>.</returns>
    public bool Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            (errors ??= []).Add(new(index, id, field, message));
        }

        return holds;
    }

    /// <summary>The item's id is 1 to 50 letters, digits, dots, underscores, hyphens and begins with a letter or digit.</summary>
    public bool Id() => Require(
        IsId(id), "id", $"an id has 1 to {LongestId} letters, digits, dots, underscores or hyphens and begins with a letter or digit");

    /// <summary>A text of <paramref name="least"/> to <paramref name="most"/> characters that a database can keep; null counts as empty.</summary>
    public bool Text(string? text, string field, int least, int most)
    {
        var length = text?.Length ?? 0;
        return Require(length >= least, field, least == 1 ? "is missing" : $"has at least {least} characters")
            && Require(length <= most, field, $"has {length} characters; at most {most} are taken")
            && Require(length == 0 || CanBeKept(text!), field, "holds a NUL or half a surrogate pair, which is no text");
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public bool Range(long value, string field, long least, long most) =>
        Require(value >= least && value <= most, field, $"is {value}; {least} to {most} are taken");

    private static bool CanBeKept(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsLowSurrogate(text[i]))
            {
                return false;
            }

            if (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }
}
