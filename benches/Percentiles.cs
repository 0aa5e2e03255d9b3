namespace Servepath.Bench;

/// <summary>Percentiles of samples, by nearest rank.</summary>
internal static class Percentiles
{
    public static double Of(IEnumerable<double> samples, double percent)
    {
        var sorted = samples.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
