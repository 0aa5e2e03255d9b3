using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Ordering;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Domains.Ordering;

public sealed class PaymentTests(ShopApp shop) : IClassFixture<ShopApp>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    // What a failed test leaves half-way comes to its end here: its books must add up all the same, and those of the tests after
    // it are not found wrong for it.
    public async Task DisposeAsync()
    {
        shop.Time.Pass(TimeSpan.FromMinutes(16));
        await shop.RecoverAsync();
        shop.Time.Pass(TimeSpan.FromMinutes(1));
        await shop.RecoverAsync();
        await Books.CheckAsync(shop);
    }

    [Fact]
    public async Task A_refused_payment_gives_all_back_and_ends_the_order()
    {
        await shop.SellAsync("refused", 1m, 5);
        var booked = await shop.BookedAsync("columbus");

        var (form, order) = await PlaceAsync("refused", PaymentChoice.Refuse);
        var paid = await shop.Csp.Orders.PayAsync(form.Shopper, order.Id, PaymentChoice.Accept, CancellationToken.None);

        (order.State, order.CanBeCancelled, paid!.State).Should().Be((OrderState.PaymentRefused, false, OrderState.PaymentRefused));
        (await shop.OnHandAsync("refused"), await shop.SoldAsync("refused"), await shop.BookedAsync("columbus")).Should().Be((5, 0, booked));
    }

    [Fact]
    public async Task A_slow_payment_leaves_the_order_waiting_and_it_completes_by_itself()
    {
        await shop.SellAsync("slow", 1m, 5);

        var (form, waiting) = await PlaceAsync("slow", PaymentChoice.Slow);
        shop.Time.Now += PaymentStandIn.SlowAnswer + TimeSpan.FromSeconds(1);
        await shop.RecoverAsync();

        (waiting.State, waiting.HeldUntil is null).Should().Be((OrderState.AwaitingPayment, false));
        (await ReadAsync(form, waiting)).State.Should().Be(OrderState.Confirmed);
        (await shop.OnHandAsync("slow"), await shop.SoldAsync("slow")).Should().Be((3, 2));
    }

    [Fact]
    public async Task A_payment_that_is_down_leaves_the_order_waiting_and_it_can_be_paid_again()
    {
        await shop.SellAsync("down", 1m, 5);

        var (form, waiting) = await PlaceAsync("down", PaymentChoice.Down);
        await shop.RecoverAsync();
        var again = await shop.Ncsp.Orders.PayAsync(form.Shopper, waiting.Id, PaymentChoice.Down, CancellationToken.None);
        var paid = await shop.Ncsp.Orders.PayAsync(form.Shopper, waiting.Id, PaymentChoice.Accept, CancellationToken.None);

        (waiting.State, again!.State, paid!.State).Should().Be((OrderState.AwaitingPayment, OrderState.AwaitingPayment, OrderState.Confirmed));
        (await shop.OnHandAsync("down"), await shop.SoldAsync("down")).Should().Be((3, 2));
    }

    [Fact]
    public async Task An_order_that_is_not_paid_in_time_expires_and_cannot_be_paid_any_more()
    {
        await shop.SellAsync("late", 1m, 5);
        var booked = await shop.BookedAsync("columbus");
        var (form, waiting) = await PlaceAsync("late", PaymentChoice.Down);
        var (_, alsoWaiting) = await PlaceAsync("late", PaymentChoice.Down);

        waiting.HeldUntil.Should().Be(shop.Time.Now + TimeSpan.FromMinutes(15));
        (await shop.OnHandAsync("late")).Should().Be(1);
        shop.Time.Now = waiting.HeldUntil!.Value;
        var paid = await shop.Csp.Orders.PayAsync(form.Shopper, waiting.Id, PaymentChoice.Accept, CancellationToken.None);
        await shop.RecoverAsync();

        paid!.State.Should().Be(OrderState.Expired, "not only the recovery knows the time");
        (await shop.QueryAsync<string>("select state from ordering.orders where id = @Id", new { alsoWaiting.Id })).Should().Be("expired");
        (await shop.OnHandAsync("late"), await shop.SoldAsync("late"), await shop.BookedAsync("columbus")).Should().Be((5, 0, booked));
    }

    [Fact]
    public async Task A_yes_that_comes_after_the_order_expired_is_given_back_and_sells_nothing()
    {
        await shop.SellAsync("yes", 1m, 2);
        var held = new HeldPayments();
        await using var node = shop.Start("csp", services => services.Replace<IPayments>(inner => held.Around(inner)));
        var form = await shop.FormAsync("s-yes", "yes", 2);
        var placing = node.Orders.PlaceAsync(form, CancellationToken.None).AsTask();
        await held.Answered;

        // The provider has said yes, and its answer is on its way while the shop gives the order up.
        var id = (await shop.Ncsp.Orders.ListAsync("s-yes", 1, 1, CancellationToken.None))[0].Id;
        await shop.Ncsp.Orders.CancelAsync("s-yes", id, CancellationToken.None);
        var (_, other) = await PlaceAsync("yes", PaymentChoice.Accept);
        held.LetGo();
        await placing;
        await shop.RecoverAsync();

        other.State.Should().Be(OrderState.Confirmed, "the units were free again");
        (await shop.Ncsp.Orders.ReadAsync("s-yes", id, CancellationToken.None))!.State.Should().Be(OrderState.Cancelled);
        (await shop.OnHandAsync("yes"), await shop.SoldAsync("yes")).Should().Be((0, 2));
        (await shop.Csp.Payments.FindAsync(id, CancellationToken.None)).Should().Be(PaymentAnswer.Refused, "the money went back");
    }

    [Fact]
    public async Task A_payment_that_is_asked_for_after_it_was_given_back_is_refused()
    {
        await shop.Csp.Payments.VoidAsync("never-asked", CancellationToken.None);

        var late = await shop.Ncsp.Payments.AuthoriseAsync(new("never-asked", [new("USD", 1)], PaymentChoice.Accept), CancellationToken.None);

        late.Should().Be(PaymentAnswer.Refused);
        await using var connection = await shop.Source.OpenConnectionAsync();
        await Dapper.SqlMapper.ExecuteAsync(connection, "delete from ordering.payment_stand_in where order_id = 'never-asked'");
    }

    [Fact]
    public async Task Cancelling_gives_all_back_once_however_often_it_is_asked()
    {
        await shop.SellAsync("back", 1m, 5);
        var booked = await shop.BookedAsync("columbus");
        var (form, paid) = await PlaceAsync("back", PaymentChoice.Accept);
        (await shop.SoldAsync("back")).Should().Be(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            (i % 2 == 0 ? shop.Csp : shop.Ncsp).Orders.CancelAsync(form.Shopper, paid.Id, CancellationToken.None).AsTask()));
        await shop.RecoverAsync();

        paid.CanBeCancelled.Should().BeTrue();
        answers.Should().OnlyContain(order => order!.State == OrderState.Cancelled);
        (await shop.OnHandAsync("back"), await shop.SoldAsync("back"), await shop.BookedAsync("columbus")).Should().Be((5, 0, booked));
    }

    [Fact]
    public async Task A_paid_order_can_be_cancelled_until_it_is_handed_over_to_delivery_and_not_afterwards()
    {
        await shop.SellAsync("on-its-way", 1m, 5);
        var begin = shop.Time.Now;
        var (early, first) = await PlaceAsync("on-its-way", PaymentChoice.Accept);
        var (late, second) = await PlaceAsync("on-its-way", PaymentChoice.Accept);
        first.HandedOverAt.Should().BeAfter(begin, "columbus takes parcels until its cut-off");

        shop.Time.Now = first.HandedOverAt!.Value.AddMilliseconds(-1);
        var cancelled = await shop.Ncsp.Orders.CancelAsync(early.Shopper, first.Id, CancellationToken.None);
        shop.Time.Now = second.HandedOverAt!.Value;
        var kept = await shop.Ncsp.Orders.CancelAsync(late.Shopper, second.Id, CancellationToken.None);
        await shop.RecoverAsync();
        shop.Time.Now = begin;

        cancelled!.State.Should().Be(OrderState.Cancelled);
        (kept!.State, kept.IsHandedOver, kept.CanBeCancelled).Should().Be((OrderState.Confirmed, true, false));
        (await shop.OnHandAsync("on-its-way"), await shop.SoldAsync("on-its-way")).Should().Be((3, 2));
    }

    [Fact]
    public async Task An_order_that_still_waits_can_be_cancelled_and_its_slow_payment_comes_to_nothing()
    {
        await shop.SellAsync("stop", 1m, 5);
        var (form, waiting) = await PlaceAsync("stop", PaymentChoice.Slow);

        await shop.Ncsp.Orders.CancelAsync(form.Shopper, waiting.Id, CancellationToken.None);
        shop.Time.Now += TimeSpan.FromMinutes(1);
        await shop.RecoverAsync();

        (await ReadAsync(form, waiting)).State.Should().Be(OrderState.Cancelled);
        (await shop.OnHandAsync("stop"), await shop.SoldAsync("stop")).Should().Be((5, 0));
    }

    [Fact]
    public async Task A_payment_an_expiry_and_a_cancelling_at_once_come_to_one_end()
    {
        await shop.SellAsync("race", 1m, 50);
        for (var round = 0; round < 6; round++)
        {
            var (before, sold) = (await shop.OnHandAsync("race"), await shop.SoldAsync("race"));
            var (form, waiting) = await PlaceAsync("race", PaymentChoice.Down);
            shop.Time.Now = waiting.HeldUntil!.Value;

            await Task.WhenAll(
                shop.Csp.Orders.PayAsync(form.Shopper, waiting.Id, PaymentChoice.Accept, CancellationToken.None).AsTask(),
                shop.Csp.Services.GetRequiredService<OrderPayment>().AskAsync(new(waiting.Id, waiting.Totals, PaymentChoice.Accept), CancellationToken.None).AsTask(),
                shop.Pipeline.Recovery.StepAsync(CancellationToken.None).AsTask(),
                shop.Ncsp.Orders.CancelAsync(form.Shopper, waiting.Id, CancellationToken.None).AsTask());
            shop.Time.Pass(TimeSpan.FromMinutes(1));
            await shop.RecoverAsync();

            var order = await ReadAsync(form, waiting);
            order.State.Should().BeOneOf(OrderState.Confirmed, OrderState.Expired, OrderState.Cancelled);
            var taken = order.State == OrderState.Confirmed ? 2 : 0;
            (await shop.OnHandAsync("race"), await shop.SoldAsync("race")).Should().Be((before - taken, sold + taken), $"it is {order.State}");
            await Books.CheckAsync(shop);
        }
    }

    [Fact]
    public async Task The_worker_completes_what_is_due_by_itself_and_two_of_them_do_no_harm()
    {
        await shop.SellAsync("worker", 1m, 50);
        var orders = new List<(OrderRequest Form, Order Order)>();
        for (var i = 0; i < 6; i++)
        {
            orders.Add(await PlaceAsync("worker", PaymentChoice.Slow));
        }

        shop.Time.Now += PaymentStandIn.SlowAnswer + TimeSpan.FromSeconds(1);
        await using var other = shop.Start("pipeline");
        var workers = new[] { shop.Pipeline, other }.SelectMany(node => node.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()).ToArray();
        workers.Should().HaveCount(2);
        await Task.WhenAll(workers.Select(worker => worker.StartAsync(CancellationToken.None)));
        try
        {
            await Probe.UntilAsync("all are confirmed", async () => await shop.SoldAsync("worker") == 12, TimeSpan.FromSeconds(30));
        }
        finally
        {
            await Task.WhenAll(workers.Select(worker => worker.StopAsync(CancellationToken.None)));
        }

        (await shop.OnHandAsync("worker")).Should().Be(38);
    }

    private async Task<(OrderRequest Form, Order Order)> PlaceAsync(string product, PaymentChoice payment)
    {
        var form = await shop.FormAsync($"s-{Guid.NewGuid():N}", product, 2, payment);
        await using var impatient = shop.StartImpatient("csp");
        var node = payment == PaymentChoice.Slow ? impatient : shop.Csp;
        var placed = await node.Orders.PlaceAsync(form, CancellationToken.None);
        if (payment == PaymentChoice.Slow)
        {
            // The shopper gave up; the question may still be on its way.
            await Probe.UntilAsync("the provider was asked", async () => await shop.Csp.Payments.FindAsync(placed.OrderId!, CancellationToken.None) != PaymentAnswer.Unknown);
        }

        return (form, await shop.ReadAsync(form, placed));
    }

    private async Task<Order> ReadAsync(OrderRequest form, Order order) => (await shop.Csp.Orders.ReadAsync(form.Shopper, order.Id, CancellationToken.None))!;

    /// <summary>A provider whose answer is on its way until it is let go.</summary>
    private sealed class HeldPayments
    {
        private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Answered => answered.Task;

        public void LetGo() => letGo.SetResult();

        public IPayments Around(IPayments inner) => new Held(inner, this);

        private sealed class Held(IPayments inner, HeldPayments held) : IPayments
        {
            public async ValueTask<PaymentAnswer> AuthoriseAsync(PaymentRequest request, CancellationToken cancellationToken)
            {
                var answer = await inner.AuthoriseAsync(request, cancellationToken);
                held.answered.TrySetResult();
                await held.letGo.Task;
                return answer;
            }

            public ValueTask<PaymentAnswer> FindAsync(string orderId, CancellationToken cancellationToken) => inner.FindAsync(orderId, cancellationToken);

            public ValueTask VoidAsync(string orderId, CancellationToken cancellationToken) => inner.VoidAsync(orderId, cancellationToken);
        }
    }
}
