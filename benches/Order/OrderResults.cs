namespace Servepath.Bench.Order;

/// <summary>One row: a step of shoppers who buy, over one way and among so many products.</summary>
internal sealed record OrderRow(string Way, string Products, string Step, double PerSecond, double? P50Ms, double? P99Ms, int Failed);

/// <summary>One row: how soon others see what an order took.</summary>
internal sealed record SeenRow(string Seen, int Orders, double P50Ms, double P99Ms, double MostMs);

/// <summary>One row: how many of the transactions that placed orders were over within a time.</summary>
internal sealed record TransactionRow(double WithinMs, double Percent, long Transactions);
