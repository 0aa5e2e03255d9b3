namespace Servepath.Serving.Reading;

/// <summary>Names a row within a node.</summary>
internal readonly record struct RowKey(string Domain, string Key)
{
    /// <summary>Hashes the key alone: two domains rarely share one, and each hash costs on every read.</summary>
    public sealed class Comparer : IEqualityComparer<RowKey>
    {
        public static readonly Comparer Instance = new();

        public bool Equals(RowKey x, RowKey y) => string.Equals(x.Key, y.Key) && string.Equals(x.Domain, y.Domain);

        public int GetHashCode(RowKey row) => row.Key.GetHashCode();
    }
}
