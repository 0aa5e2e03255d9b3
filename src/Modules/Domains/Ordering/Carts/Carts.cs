using Servepath.Domains.Catalog;

namespace Servepath.Domains.Ordering;

/// <inheritdoc cref="ICarts"/>
internal sealed class Carts(OrderingDatabase database, IProductTitles titles) : ICarts
{
    /// <inheritdoc/>
    public async ValueTask<Cart> ReadAsync(string shopper, CancellationToken cancellationToken) =>
        new(await database.ReadAsync((connection, token) => CartRows.ReadAsync(connection, Requests.Shopper(shopper), token), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CartAnswer> AddAsync(string shopper, string productId, int quantity, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity, Cart.MostUnits);
        return ChangeAsync(shopper, productId, before => before + quantity, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CartAnswer> SetAsync(string shopper, string productId, int quantity, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity, Cart.MostUnits);
        return ChangeAsync(shopper, productId, _ => quantity, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> PutBackAsync(string shopper, IReadOnlyList<CartLine> lines, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lines.Count, Cart.MostLines);
        return database.WriteAsync(
            async (transaction, token) =>
            {
                await CartRows.TouchAsync(transaction, Requests.Shopper(shopper), token);
                var cart = (await CartRows.ReadAsync(transaction.Connection, shopper, token)).ToDictionary(line => line.ProductId, line => line.Quantity, StringComparer.Ordinal);
                var known = await titles.ReadAsync(transaction.Connection, [.. lines.Select(line => line.ProductId)], token);
                var places = Cart.MostLines - cart.Count;
                var fitting = lines
                    .Where(line => known.GetValueOrDefault(line.ProductId) is { IsSold: true } && (cart.ContainsKey(line.ProductId) || places-- > 0))
                    .ToArray();
                CartRows.Set(transaction, shopper, [.. fitting.Where(line => line.Quantity > cart.GetValueOrDefault(line.ProductId))]);
                return lines.Count - fitting.Length;
            },
            cancellationToken);
    }

    private ValueTask<CartAnswer> ChangeAsync(string shopper, string product, Func<int, int> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (transaction, token) =>
            {
                await CartRows.TouchAsync(transaction, Requests.Shopper(shopper), token);
                var lines = await CartRows.ReadAsync(transaction.Connection, shopper, token);
                var line = lines.FirstOrDefault(each => each.ProductId == product);
                var wanted = change(line?.Quantity ?? 0);
                var answer = await AnswerAsync(transaction.Connection, lines, line, product, wanted, token);
                if (answer is CartAnswer.Full or CartAnswer.UnknownProduct)
                {
                    transaction.Abandon();
                    return answer;
                }

                await CartRows.SetAsync(transaction, shopper, product, Math.Min(wanted, Cart.MostUnits), token);
                return answer;
            },
            cancellationToken);

    private async ValueTask<CartAnswer> AnswerAsync(
        System.Data.Common.DbConnection connection, IReadOnlyList<CartLine> lines, CartLine? line, string product, int wanted, CancellationToken cancellationToken)
    {
        if (wanted == 0)
        {
            return CartAnswer.Done;
        }

        if ((await titles.ReadAsync(connection, [product], cancellationToken)).GetValueOrDefault(product) is not { IsSold: true })
        {
            return CartAnswer.UnknownProduct;
        }

        return line is null && lines.Count >= Cart.MostLines ? CartAnswer.Full
            : wanted > Cart.MostUnits ? CartAnswer.Cut
            : CartAnswer.Done;
    }
}
