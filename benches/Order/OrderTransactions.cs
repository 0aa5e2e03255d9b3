using System.Globalization;
using System.Text.RegularExpressions;

namespace Servepath.Bench.Order;

/// <summary>The length of the transactions that placed orders, from the process's own metrics.</summary>
internal static partial class OrderTransactions
{
    public static async Task<IReadOnlyList<TransactionRow>> ReadAsync(RunningServepath servepath)
    {
        var lines = (await servepath.Console.GetStringAsync("/metrics")).Split('\n');
        var all = Sum(lines.Where(line => line.StartsWith("servepath_ordering_transaction_seconds_count", StringComparison.Ordinal)));
        return
        [
            .. from line in lines
               where line.StartsWith("servepath_ordering_transaction_seconds_bucket", StringComparison.Ordinal)
               group line by Bound().Match(line).Groups[1].Value into bucket
               where bucket.Key is not ("" or "+Inf")
               let within = double.Parse(bucket.Key, CultureInfo.InvariantCulture)
               orderby within
               select new TransactionRow(within * 1000, 100.0 * Sum(bucket) / all, all),
        ];

        // Name and labels, the value, and perhaps a time.
        static long Sum(IEnumerable<string> lines) => lines.Sum(line => (long)double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("le=\"([^\"]+)\"")]
    private static partial Regex Bound();
}
