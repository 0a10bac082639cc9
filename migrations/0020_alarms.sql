-- What needs somebody's eyes: keys asked for too fast, a link opened twice, a canary that sang. Never changed.
create table alarms (
    merchant text not null,
    id text not null,
    -- reveals_fast, reveals_exceed_sales, link_reused, canary_opened, canary_offered, canary_reported
    kind text not null,
    -- What it is about: the id of an order, a delivery or a batch, or who asked.
    subject text not null,
    -- The order it is shown with.
    order_id text,
    -- JSON; nothing secret.
    detail text not null,
    created_at bigint not null,
    primary key (merchant, id)
) without rowid;
create index alarms__kind on alarms (kind);

-- How many deliveries of a SKU were shown after their purchase, each counted once: never more than the ledger has sold.
create table reveal_counts (
    merchant text not null,
    sku text not null,
    revealed bigint not null,
    primary key (merchant, sku)
) without rowid;
