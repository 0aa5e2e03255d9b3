create table inventory.reservations (
    reference text collate "C" not null check (length(reference) between 1 and 100),
    product text collate "C" not null references inventory.products (id),
    centre text collate "C" not null,
    units int not null check (units > 0),
    -- Whether stock was counted when the units were taken: only then is there a movement.
    counted boolean not null,
    state text not null check (state in ('held', 'sold', 'released')),
    held_until timestamptz not null,
    primary key (reference, product, centre)
);

comment on table inventory.reservations is 'Units taken out of stock for somebody: held until paid or given back, then sold or released.';

create index reservations_of_product on inventory.reservations (product) where state = 'held';
