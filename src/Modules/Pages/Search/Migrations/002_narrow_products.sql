-- Texts and facts apart. A price, a unit of stock or a star is written often and must not carry a description along; and
-- nodes hold the facts of all products in memory (docs/decisions, "Search counts in the node"), so they must be able to
-- ask what changed since they last looked.

-- Each batch of the follower is one revision, raised first thing in its transaction: the lock on this row makes the order
-- of revisions the order of commits, so that nobody who asks for "above n" ever misses one. A position that begins anew is
-- another incarnation: whoever holds something of the one before drops it.
alter table search.position
    add revision bigint not null default 1,
    add incarnation uuid not null default gen_random_uuid();

create table search.narrow (
    id text collate "C" not null,
    -- Counted up without gaps: nodes use it as an index.
    number integer not null,
    revision bigint not null default 1,

    details_version bigint not null default 0,
    listed boolean not null default false,
    brand text not null default '',
    category text[] not null default '{}',
    added timestamptz not null default 'epoch',

    rating_version bigint not null default 0,
    rating_count integer not null default 0,
    rating_sum bigint not null default 0,

    stock_version bigint not null default 0,
    in_stock boolean not null default false,
    quantity integer,

    sales_version bigint not null default 0,
    sold bigint not null default 0,

    price_version bigint not null default 0
);

insert into search.narrow (id, number, details_version, listed, brand, category, added, rating_version, rating_count, rating_sum, stock_version, in_stock, quantity, price_version)
select id, row_number() over (order by id), details_version, listed, brand, category, added, rating_version, rating_count, rating_sum, stock_version, in_stock, quantity, price_version
from search.products;

-- What words are looked for in; only products that are listed have a row.
create table search.texts (
    number integer not null,
    revision bigint not null,
    title text not null,

    -- Trigrams: for other scripts than Latin, and for words that no dictionary stems. Scripts that are also written
    -- without spaces (Thai, kana, Han, Hangul) stand here both ways.
    spelt text not null,
    -- Title, then brand and categories, then description, as the dictionary stems them.
    tsv tsvector not null
);

create function search.spelt(title text, brand text) returns text
language sql immutable parallel safe
as $$
    select lower(title || ' ' || brand)
        || case when title ~ '[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]' then ' ' || replace(lower(title), ' ', '') else '' end
$$;

create function search.stemmed(title text, brand text, category text[], description text) returns tsvector
language sql immutable parallel safe
as $$
    select setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', brand || ' ' || search.spoken(category)), 'B')
        || setweight(to_tsvector('english', description), 'C')
$$;

insert into search.texts (number, revision, title, spelt, tsv)
select narrow.number, 1, old.title, old.spelt, old.tsv
from search.products old join search.narrow using (id)
where old.listed;

drop table search.products;
alter table search.narrow rename to products;
alter table search.products add constraint products_pkey primary key (id);
create unique index products_number on search.products (number);
create index products_revision on search.products (revision);

alter table search.texts add constraint texts_pkey primary key (number);
create index texts_revision on search.texts (revision);

-- Short lists of what is not yet in the index: every search reads them through.
create index texts_tsv on search.texts using gin (tsv) with (gin_pending_list_limit = 512);
create index texts_spelt on search.texts using gin (spelt gin_trgm_ops) with (gin_pending_list_limit = 512);
