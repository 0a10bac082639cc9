-- A fresh unit in the place of a delivered one that does not work.

create table replacements (
    merchant text not null,
    order_id text not null,
    -- Of the deliveries of that order: the one that does not work, and the one that came in its place.
    dead bigint not null,
    fresh bigint not null,
    -- What it was done for: a dispute.
    cause text not null,
    at bigint not null,
    primary key (order_id, dead, merchant)
) without rowid;
create unique index replacements__order_id_fresh on replacements (order_id, fresh, merchant);
create index replacements__cause on replacements (cause);

-- An offer and a ruling may be fresh units instead of money. JSON: numbers of the order's deliveries; empty: money.
alter table disputes add column offer_units text not null default '';
alter table disputes add column ruled_units text not null default '';
-- How many units were replaced by this case.
alter table disputes add column replaced bigint not null default 0;
