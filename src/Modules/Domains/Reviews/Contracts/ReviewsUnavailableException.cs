namespace Servepath.Domains.Reviews;

/// <summary>The reviews' owner cannot be asked now; the caller shows what it has, or comes back.</summary>
public sealed class ReviewsUnavailableException(string message, Exception? inner) : Exception(message, inner);
