-- Who wrote it, where it was written in the shop; null for what was imported.
alter table reviews.reviews add column shopper text collate "C" check (length(shopper) between 1 and 64);

create unique index reviews_one_a_shopper on reviews.reviews (product_id, shopper) where shopper is not null;

-- By stars: one number of stars alone by helpfulness, and the lowest first. The highest first sort within equals.
create index reviews_by_stars on reviews.reviews (product_id, stars, helpful desc, written_at desc, id);

create index reviews_by_date on reviews.reviews (product_id, written_at desc, helpful desc, id);
