create table pricing.prices (
    id text collate "C" primary key check (length(id) between 1 and 50),
    currency text not null,
    list numeric(18, 3) not null,
    sale numeric(18, 3),
    sale_from timestamptz,
    sale_until timestamptz,
    deleted boolean not null,
    -- Raised with every change, also by the removal: a row is never taken away, so that a version is never given twice.
    version bigint not null check (version >= 0)
);

comment on table pricing.prices is 'List and sale price of each product; the group price of the serving domain product.';
