namespace Servepath.Domains.Feeds;

/// <summary>The file is no feed: it is empty or lacks a column that every row needs. The message is one line for the user; commands end with exit code 2.</summary>
public sealed class FeedException(string message) : Exception(message);

/// <summary>The owners do not take part: the port is closed, the key is wrong, or they failed again and again. The message is one line for the user; commands end with exit code 2.</summary>
public sealed class OwnersException(string message, Exception? inner = null) : Exception(message, inner);
