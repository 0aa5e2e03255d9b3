-- Who sells it: a key of the serving domain seller, which Catalog does not ask; null when nobody is named.
alter table catalog.products add column seller text;
