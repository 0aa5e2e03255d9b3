create table inventory.products (
    id text collate "C" primary key check (length(id) between 1 and 50),
    deleted boolean not null,
    -- Raised with every change, also by the removal: a row is never taken away, so that a version is never given twice.
    version bigint not null check (version >= 0)
);

comment on table inventory.products is 'One row a product: what a writer locks, and the version of its group stock.';

create table inventory.stock (
    product text collate "C" not null references inventory.products (id),
    centre text collate "C" not null,
    -- Null: in stock without a count.
    quantity int check (quantity between 0 and 1000000000),
    primary key (product, centre)
);

comment on table inventory.stock is 'What each centre has: for counted stock the sum of its movements, for uncounted stock that sum is 0.';

create table inventory.movements (
    id bigint generated always as identity primary key,
    product text collate "C" not null references inventory.products (id),
    centre text collate "C" not null,
    delta int not null,
    reason text not null,
    reference text unique,
    -- What the answer to this movement was, given again when the same reference comes again.
    quantity int,
    version bigint not null,
    at timestamptz not null
);

comment on table inventory.movements is 'The ledger, only ever appended to. A movement of 0 says that counting began or ended at nothing.';

create index movements_by_product on inventory.movements (product, centre);

create function inventory.refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is only appended to';
end
$$;

create trigger movements_are_only_appended before update or delete on inventory.movements
    for each row execute function inventory.refuse_rewriting();
