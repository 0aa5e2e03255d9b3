-- Trigrams need three letters, and most words in Hangul, Han and kana have two or one: for those scripts each letter and
-- each pair of neighbours is kept, so that any run of letters is found by an index too.
create function search.grams(spelt text) returns text[]
language sql immutable parallel safe
as $$
    select coalesce(array_agg(distinct gram), '{}')
    from regexp_matches(spelt, '[\u0590-\U0010ffff]+', 'g') as run (letters),
         lateral generate_series(1, length(letters[1])) as place,
         lateral (values (substr(letters[1], place, 1)), (substr(letters[1], place, 2))) as grams (gram)
$$;

alter table search.texts add grams text[] not null default '{}';
update search.texts set grams = search.grams(spelt) where spelt ~ '[\u0590-\U0010ffff]';
alter table search.texts alter grams drop default;

create index texts_grams on search.texts using gin (grams) with (gin_pending_list_limit = 512);
