namespace Servepath.Gateway.Commands;

/// <summary>A command could not do what it was asked; the message is one line for people.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
