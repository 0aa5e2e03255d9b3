namespace Servepath.Domains.Ordering;

/// <summary>Ordering's database, or an owner whose word it needs, cannot be asked now. Nothing was changed, or what was changed is found again under the same key.</summary>
public sealed class OrderingUnavailableException(string message, Exception? inner) : Exception(message, inner);
