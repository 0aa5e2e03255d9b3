-- When what is said of the product last changed; null for what was last written before this was kept.
alter table catalog.products add column changed timestamptz;
