using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Ordering;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {Order} goes on waiting for its payment: {Reason}")]
    public static partial void PaymentLeft(ILogger logger, string order, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {Order} could not be looked at, and is again: {Reason}")]
    public static partial void LookFailed(ILogger logger, string order, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Orders that are due could not be read ({Failures} times), trying again: {Reason}")]
    public static partial void RecoveryFailed(ILogger logger, int failures, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Order {Order} was not paid in time; what it held is back")]
    public static partial void Expired(ILogger logger, string order);
}
