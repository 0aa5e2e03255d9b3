namespace Servepath.Domains.Ordering;

/// <summary>What a payment provider is asked for.</summary>
/// <param name="OrderId">Makes it idempotent: an order is paid once, however often it is asked for.</param>
/// <param name="Amounts">What it costs.</param>
/// <param name="Choice">What the stand-in is told to do; a real provider would get a token of the shopper's here.</param>
internal sealed record PaymentRequest(string OrderId, IReadOnlyList<Money> Amounts, PaymentChoice Choice);

/// <summary>What a payment provider says.</summary>
internal enum PaymentAnswer
{
    /// <summary>It was never asked.</summary>
    Unknown,

    /// <summary>It has not decided yet.</summary>
    Pending,

    /// <summary>The money is authorised.</summary>
    Accepted,

    /// <summary>It is not, and will not be; a payment that was voided is refused too.</summary>
    Refused,
}

/// <summary>The provider cannot be asked now, or its answer did not come.</summary>
internal sealed class PaymentUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// A payment provider: the one seam where a real one goes in. All three are idempotent by order, and a void that comes
/// before an authorisation refuses it; that is what lets every step be done again after a crash. Thread-safe.
/// </summary>
internal interface IPayments
{
    /// <summary>Asks for the money and waits for the answer, until the token says otherwise.</summary>
    /// <exception cref="PaymentUnavailableException">It cannot be asked.</exception>
    ValueTask<PaymentAnswer> AuthoriseAsync(PaymentRequest request, CancellationToken cancellationToken);

    /// <summary>What came of an authorisation; does not wait for it.</summary>
    /// <exception cref="PaymentUnavailableException">It cannot be asked.</exception>
    ValueTask<PaymentAnswer> FindAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>Gives the money back, and refuses whatever is asked for this order later.</summary>
    /// <exception cref="PaymentUnavailableException">It cannot be asked.</exception>
    ValueTask VoidAsync(string orderId, CancellationToken cancellationToken);
}
