using System.Globalization;
using System.Text;
using Servepath.Kernel;

namespace Servepath.Serving.Changes;

/// <summary>
/// The times of a schedule as an element of a text array that is cast to <c>bigint[]</c>: PostgreSQL's unnest would
/// flatten an array of arrays.
/// </summary>
public static class SliceColumn
{
    /// <summary>PostgreSQL's text form of the numbers, such as <c>{1,2,3,4}</c>; null when there is no schedule.</summary>
    public static string? Text(SliceTable slices)
    {
        if (slices.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder("{");
        foreach (var number in slices.ToNumbers())
        {
            text.Append(number.ToString(CultureInfo.InvariantCulture)).Append(',');
        }

        text[^1] = '}';
        return text.ToString();
    }
}
