-- What search knows of each product. It follows the change log by itself and finds ids only: what a card shows comes
-- from the serving layer. Each group keeps the version that was applied, so that newest wins in any order.

create extension if not exists pg_trgm;

-- array_to_string is only stable in general, but immutable for text: generated columns need it so.
create function search.spoken(words text[]) returns text
language sql immutable parallel safe
as $$ select array_to_string(words, ' ') $$;

create table search.products (
    id text collate "C" primary key,

    details_version bigint not null default 0,
    listed boolean not null default false,
    title text not null default '',
    brand text not null default '',
    category text[] not null default '{}',
    description text not null default '',
    added timestamptz not null default 'epoch',

    rating_version bigint not null default 0,
    rating_count integer not null default 0,
    rating_sum bigint not null default 0,

    stock_version bigint not null default 0,
    in_stock boolean not null default false,
    quantity integer,

    price_version bigint not null default 0,

    -- Trigrams: for other scripts than Latin, and for words that no dictionary stems. Scripts that are also written
    -- without spaces (Thai, kana, Han, Hangul) stand here both ways.
    spelt text generated always as (
        lower(title || ' ' || brand)
        || case when title ~ '[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]' then ' ' || replace(lower(title), ' ', '') else '' end) stored,
    tsv tsvector generated always as (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', brand || ' ' || search.spoken(category)), 'B')
        || setweight(to_tsvector('english', description), 'C')) stored
) with (fillfactor = 80);

create index products_tsv on search.products using gin (tsv) where listed;
create index products_spelt on search.products using gin (spelt gin_trgm_ops) where listed;
create index products_added on search.products (added desc, id) where listed;

-- What a product costs, by time: a sale begins and ends here as it does on the page, without a write.
create table search.prices (
    id text collate "C" not null,
    holds_from timestamptz not null,
    holds_until timestamptz not null,
    currency text not null,
    list numeric not null,
    pay numeric not null,
    primary key (id, holds_from)
);

-- The words that titles, brands and categories are made of: misspelt words are put right by the nearest of them.
-- Words are only added; one that no product uses any more corrects to a search without results, and nothing else.
create table search.words (
    word text collate "C" primary key
);

create index words_near on search.words using gin (word gin_trgm_ops);

-- How far search has read the change log: kept in the transaction of the effect.
create table search.position (
    only_row boolean primary key default true check (only_row),
    text text not null
);
