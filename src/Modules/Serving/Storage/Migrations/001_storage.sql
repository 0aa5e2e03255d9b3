-- Tables of serving domains are made at run time, from their definitions: see Tables/.
create table storage.domains (
    name text primary key,
    groups text[] not null default '{}',
    ready_at timestamptz,
    refusal text
);

-- Ids of groups, given once: images in caches name groups by them.
create table storage.groups (
    domain text not null,
    id integer not null,
    name text not null,
    primary key (domain, id),
    unique (domain, name)
);

-- Positions in the change log, in the database of their effect, so that a storage that goes back takes them with it.
create table storage.offsets (
    grp text primary key,
    position text not null
) with (fillfactor = 70);

-- Serving domains with changes that could not be written when their turn came, and where in the log the first stands.
create table storage.held (
    domain text primary key,
    position text not null,
    marks bigint not null default 1
);

-- What changed, written with the rows themselves.
create table storage.notices (
    id bigint generated always as identity,
    xid xid8 not null default pg_current_xact_id(),
    domain text not null,
    key text not null,
    revision bigint not null,
    written_at timestamptz not null default clock_timestamp(),
    primary key (xid, id)
);
create index notices_by_time on storage.notices (written_at);

create table storage.notice_offsets (
    grp text primary key,
    position text not null,
    saved_at timestamptz not null default clock_timestamp()
) with (fillfactor = 70);
