create table delivery.products (
    id text collate "C" primary key check (length(id) between 1 and 50),
    handling_days int not null check (handling_days between 0 and 60),
    deleted boolean not null,
    -- Raised with every change, also by the removal: a row is never taken away, so that a version is never given twice.
    version bigint not null check (version >= 0)
);

comment on table delivery.products is 'Extra handling days of each product; the group delivery of the serving domain product.';

create table delivery.days (
    centre text collate "C" not null,
    day date not null,
    -- Null: what the network plan gives the centre for any day.
    capacity int check (capacity >= 0),
    booked int not null default 0 check (booked >= 0),
    primary key (centre, day)
);

comment on table delivery.days is 'Hand-over days that differ from the plan or have bookings.';

create table delivery.bookings (
    id bigint generated always as identity primary key,
    reference text unique,
    centre text collate "C" not null,
    day date not null,
    count int not null,
    booked int not null,
    capacity int not null,
    at timestamptz not null
);

comment on table delivery.bookings is 'Every booking of capacity, so that the same reference is booked once.';

-- Writers of products hold this row shared while they read days and plan; who makes a day full or free changes it. So
-- whatever was published from older days is committed before the pass that follows begins.
create table delivery.network (
    one boolean primary key default true check (one),
    hash text not null,
    requested bigint not null
);

insert into delivery.network (hash, requested) values ('', 0);

comment on table delivery.network is 'The plan from which products were last published, and how often all had to be published anew.';

create table delivery.republishing (
    one boolean primary key default true check (one),
    -- The request that is being served, or was served last.
    serving bigint not null,
    -- The last id that was published; null when the pass is over.
    after text collate "C",
    published bigint not null
);

insert into delivery.republishing (serving, after, published) values (0, null, 0);

comment on table delivery.republishing is 'How far the pass over all products has come; a restarted process goes on from there.';
