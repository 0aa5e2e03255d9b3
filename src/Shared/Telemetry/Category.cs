namespace Servepath.Telemetry;

/// <summary>Names of loggers, shortened for the eye.</summary>
internal static class Category
{
    private const string Ours = "Servepath.";

    /// <summary>Our rooms without the name of the house; of the framework the last two words.</summary>
    public static ReadOnlySpan<char> Shorten(string category)
    {
        if (category.StartsWith(Ours, StringComparison.Ordinal))
        {
            return category.AsSpan(Ours.Length);
        }

        var last = category.LastIndexOf('.');
        var secondLast = last > 0 ? category.LastIndexOf('.', last - 1) : -1;
        return category.AsSpan(secondLast + 1);
    }
}
