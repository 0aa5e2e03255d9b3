create table catalog.products (
    id text collate "C" primary key check (length(id) between 1 and 50),
    title text not null,
    description text not null,
    brand text,
    category json not null,
    images json not null,
    source text not null,
    added timestamptz not null,
    deleted boolean not null,
    -- Raised with every change, also by the removal: a row is never taken away, so that a version is never given twice.
    version bigint not null check (version >= 0)
);

comment on table catalog.products is 'What Catalog says of each product; the group details of the serving domain product.';

create index products_by_source on catalog.products (source, id) where not deleted;
