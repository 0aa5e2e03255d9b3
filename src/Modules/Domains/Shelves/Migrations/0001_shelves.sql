create table shelves.products (
    id text collate "C" primary key,
    -- Each group follows its owner by version; null columns are what its owner says nothing of.
    title text,
    category text,
    category_slug text collate "C",
    added timestamptz,
    details_version bigint not null default 0,
    list numeric,
    sale numeric,
    sale_from timestamptz,
    sale_until timestamptz,
    price_version bigint not null default 0,
    in_stock boolean not null default false,
    stock_version bigint not null default 0,
    rating_count integer not null default 0,
    rating_sum bigint not null default 0,
    rating_version bigint not null default 0
) with (fillfactor = 70);

comment on table shelves.products is 'What shelves are sorted by, as the change log told it.';

create table shelves.published (
    key text collate "C" primary key,
    -- What was published last; null once it was taken away. The row stays, so that a version is never given twice.
    body text,
    version bigint not null
);

create table shelves.positions (
    consumer text primary key,
    position text not null
);
