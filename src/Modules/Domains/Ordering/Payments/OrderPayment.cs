using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Ordering;

/// <summary>Asks for the payment of an order and writes down what came of it, outside of any transaction. Thread-safe.</summary>
internal sealed class OrderPayment(IPayments payments, OrderSettling settling, OrderingSettings settings, TimeProvider time, ILogger<OrderPayment> log)
{
    /// <summary>
    /// Asks, waits for the answer within the deadline, and settles the order by it. Without an answer the order goes on
    /// waiting: the recovery asks again, so nothing that fails here is lost.
    /// </summary>
    public async ValueTask AskAsync(PaymentRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var deadline = new CancellationTokenSource(settings.PaymentDeadline, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            await SettleAsync(request.OrderId, await payments.AuthoriseAsync(request, both.Token), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The shopper has gone, or the deadline has passed: either way the order stands and completes by itself.
        }
        catch (Exception exception) when (exception is PaymentUnavailableException or OrderingUnavailableException)
        {
            Log.PaymentLeft(log, request.OrderId, exception.Message);
        }
    }

    /// <summary>Writes down an answer.</summary>
    /// <exception cref="OrderingUnavailableException">The database cannot be asked; asking again finds the same answer.</exception>
    public async ValueTask SettleAsync(string orderId, PaymentAnswer answer, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case PaymentAnswer.Accepted:
                await settling.ConfirmAsync(orderId, cancellationToken);
                break;
            case PaymentAnswer.Refused:
                await settling.RefuseAsync(orderId, cancellationToken);
                break;
            default:
                break;
        }
    }
}
