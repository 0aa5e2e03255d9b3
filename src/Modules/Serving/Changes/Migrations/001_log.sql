-- The change log: every owner's changes, appended in the transaction of the owner's own write.
create table changes.log (
    id bigint generated always as identity,
    xid xid8 not null default pg_current_xact_id(),
    domain text not null,
    key text not null,
    grp text not null,
    version bigint not null,
    changed_at timestamptz not null,
    body json,
    slices bigint[],
    primary key (xid, id)
);

-- What an operator raises after an owner's database was restored, so that versions already seen are never reused.
create table changes.floors (
    domain text primary key,
    floor bigint not null
);

-- Positions of consumers without a database of their own.
create table changes.offsets (
    grp text primary key,
    position text not null
) with (fillfactor = 70);

-- How far each consumer group is, wherever it keeps its position: for lag, never for consuming.
create table changes.progress (
    grp text primary key,
    position text not null,
    seen_at timestamptz not null
) with (fillfactor = 70);

-- Groups that common storage has columns for.
create table changes.ready (
    domain text primary key,
    groups text[] not null,
    ready_at timestamptz not null default clock_timestamp()
);

-- The last version ingested of what outside teams own.
create table changes.ingested (
    domain text not null,
    key text not null,
    grp text not null,
    version bigint not null,
    primary key (domain, key, grp)
) with (fillfactor = 70);
