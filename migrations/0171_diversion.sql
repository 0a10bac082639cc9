-- Keys that turned up where they should not be, as somebody wrote it down. Which unit it was is said by its number; neither
-- the key nor its fingerprint is here, and who bought it is read from the order.

create table diversion_cases (
    merchant text not null,
    id text not null,
    sku text not null,
    number bigint not null,
    -- The delivery of that unit when the case was opened; null: it was not sold, or is a loop secret.
    order_id text,
    seq bigint,
    -- Where it was found, in a line; the address of the page, or empty; when, or null.
    place text not null,
    url text not null,
    found_at bigint,
    note text not null,
    -- open → closed
    state text not null,
    -- partner_warned, partner_stopped, not_ours or unfounded, and a sentence: empty while it is open
    outcome text not null,
    sentence text not null,
    opened_by text not null,
    opened_at bigint not null,
    closed_by text,
    closed_at bigint,
    primary key (merchant, id)
) without rowid;
-- Of one unit, one case is open.
create unique index diversion_cases__merchant_sku_number on diversion_cases (merchant, sku, number) where state = 'open';
create index diversion_cases__id on diversion_cases (id);
create index diversion_cases__order_id on diversion_cases (order_id, merchant) where order_id is not null;
