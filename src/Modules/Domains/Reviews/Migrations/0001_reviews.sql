create table reviews.reviews (
    id text collate "C" primary key check (length(id) between 1 and 64),
    product_id text collate "C" not null check (length(product_id) between 1 and 50),
    stars smallint not null check (stars between 1 and 5),
    title text not null,
    text text not null,
    author text not null,
    helpful integer not null check (helpful >= 0),
    written_at timestamptz not null
);

comment on table reviews.reviews is 'Every review as its writer left it.';

create index reviews_by_helpfulness on reviews.reviews (product_id, helpful desc, written_at desc, id);

create table reviews.ratings (
    product_id text collate "C" primary key,
    count integer not null default 0 check (count >= 0),
    sum bigint not null default 0 check (sum between count and 5 * count::bigint),
    s1 integer not null default 0 check (s1 >= 0),
    s2 integer not null default 0 check (s2 >= 0),
    s3 integer not null default 0 check (s3 >= 0),
    s4 integer not null default 0 check (s4 >= 0),
    s5 integer not null default 0 check (s5 >= 0),
    -- What was published last of the top reviews, to publish again only what differs.
    top_hash bytea,
    -- Rows are never taken away, so that a version is never given twice.
    rating_version bigint not null default 0,
    top_version bigint not null default 0
) with (fillfactor = 70);

comment on table reviews.ratings is 'Count and sum of the reviews of each product, moved by each review: the groups rating and reviews of the serving domain product.';
