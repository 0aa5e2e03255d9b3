create table ordering.carts (
    shopper text collate "C" primary key check (length(shopper) between 1 and 100),
    changed_at timestamptz not null
);

comment on table ordering.carts is 'One row a shopper: what everything that changes a cart or orders it locks first. Never taken away.';

create table ordering.cart_lines (
    shopper text collate "C" not null references ordering.carts (shopper),
    product text collate "C" not null,
    quantity int not null check (quantity between 1 and 99),
    -- The order in which they came.
    place bigint generated always as identity,
    primary key (shopper, product)
);

create table ordering.orders (
    id text collate "C" primary key,
    shopper text collate "C" not null,
    -- Chosen once for each form that was shown: the reason why an order is placed exactly once.
    idempotency_key text collate "C" not null check (length(idempotency_key) between 1 and 64),
    state text not null check (state in ('awaiting_payment', 'confirmed', 'payment_refused', 'expired', 'cancelled')),
    placed_at timestamptz not null,
    held_until timestamptz not null,
    region text not null,
    address text not null check (length(address) between 1 and 1000),
    arrival date not null,
    payment text not null check (payment in ('accept', 'refuse', 'slow', 'down')),
    -- Money that may have been taken for an order that does not stand: to be given back.
    void_due boolean not null default false,
    -- When the recovery looks at it next; null when nothing is left to do.
    due_at timestamptz,
    unique (shopper, idempotency_key)
);

create index orders_by_shopper on ordering.orders (shopper, placed_at desc, id);

create index orders_due on ordering.orders (due_at) where due_at is not null;

create table ordering.order_lines (
    order_id text collate "C" not null references ordering.orders (id),
    place int not null,
    product text collate "C" not null,
    title text not null,
    quantity int not null check (quantity > 0),
    currency text not null,
    pay numeric not null check (pay > 0),
    arrival date not null,
    primary key (order_id, place)
);

create table ordering.hand_overs (
    order_id text collate "C" not null references ordering.orders (id),
    centre text collate "C" not null,
    day date not null,
    primary key (order_id, centre, day)
);

comment on table ordering.hand_overs is 'The parcels of each order: what was booked of Delivery, and is given back with the order.';

create table ordering.sales (
    product text collate "C" primary key,
    units bigint not null check (units >= 0),
    version bigint not null check (version >= 0)
);

comment on table ordering.sales is 'Units of confirmed orders by product; the group sales of the serving domain product.';

create table ordering.payment_stand_in (
    order_id text collate "C" primary key,
    amounts text not null,
    answer text check (answer in ('accepted', 'refused')),
    answers_at timestamptz,
    voided_at timestamptz
);

comment on table ordering.payment_stand_in is
    'The memory of the payment stand-in, as a provider would have it: no order is read from here, and no card is kept.';
