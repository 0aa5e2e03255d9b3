alter table ordering.orders
    -- What the shopper asked for, in short: the same key with other words is refused. Null: from before it was kept.
    add column asked text,
    -- From when on it can no longer be taken back: the cut-off of its first hand-over day. Null: not known.
    add column handed_over_at timestamptz;

create index orders_that_wait on ordering.orders (shopper) where state = 'awaiting_payment';

create index carts_by_change on ordering.carts (changed_at);

comment on table ordering.carts is
    'One row a shopper: what everything that changes a cart or orders it locks first. Taken away with its lines when nothing has changed for long.';
