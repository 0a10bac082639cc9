-- Fewer pages for each order. What grows with every order is laid out by its time-sorted id, so a batch of orders lands
-- on a few pages at the right edge instead of one page for each merchant; the merchant stays in every key, so the
-- tables can still be distributed by it.

-- The idempotency key moves into its order: no table, no second index, and it is never forgotten. It is a digest of
-- caller and key. (Keys from before this migration are not known any more.)
drop table idempotency;

create table orders_new (
    merchant text not null,
    id text not null,
    buyer text,
    contact text,
    origin text not null,
    placed_from text not null,
    language text not null,
    state text not null,
    pay text not null,
    total bigint not null,
    fee bigint not null,
    currency text not null,
    metadata text,
    -- Digest of caller and idempotency key, and of what was asked with it: null where none was given.
    idempotency bytea,
    request_digest text,
    created_at bigint not null,
    expires_at bigint not null,
    paid_at bigint,
    closed_at bigint,
    primary key (id, merchant)
) without rowid;
insert into orders_new (merchant, id, buyer, contact, origin, placed_from, language, state, pay, total, fee, currency,
    metadata, created_at, expires_at, paid_at, closed_at)
    select merchant, id, buyer, contact, origin, placed_from, language, state, pay, total, fee, currency,
    metadata, created_at, expires_at, paid_at, closed_at from orders;
drop table orders;
alter table orders_new rename to orders;
create index orders__merchant_id on orders (merchant, id);
create index orders__buyer on orders (buyer, id) where buyer is not null;
create index orders__contact on orders (contact, id) where contact is not null;
create unique index orders__idempotency_merchant on orders (idempotency, merchant) where idempotency is not null;

create table order_lines_new (
    merchant text not null,
    order_id text not null,
    line bigint not null,
    offer text not null,
    sku text not null,
    -- The product as it was sold: revisions never change.
    product text not null,
    revision bigint not null,
    sku_name_zh text not null,
    sku_name_en text not null,
    unit_price bigint not null,
    quantity bigint not null,
    primary key (order_id, line, merchant)
) without rowid;
insert into order_lines_new (merchant, order_id, line, offer, sku, product, revision, sku_name_zh, sku_name_en,
    unit_price, quantity)
    select merchant, order_id, line, offer, sku, product, revision, sku_name_zh, sku_name_en, unit_price, quantity
    from order_lines;
drop table order_lines;
alter table order_lines_new rename to order_lines;

create table deliveries_new (
    merchant text not null,
    order_id text not null,
    seq bigint not null,
    line bigint not null,
    sku text not null,
    number bigint not null,
    item bigint not null,
    -- delivered → reported_bad → replaced
    state text not null,
    delivered_at bigint not null,
    revealed_at bigint,
    primary key (order_id, seq, merchant)
) without rowid;
insert into deliveries_new (merchant, order_id, seq, line, sku, number, item, state, delivered_at, revealed_at)
    select merchant, order_id, seq, line, sku, number, item, state, delivered_at, revealed_at from deliveries;
drop table deliveries;
alter table deliveries_new rename to deliveries;
-- The last wall against selling a key twice.
create unique index deliveries__merchant_sku_number on deliveries (merchant, sku, number);

create table transfers_new (
    book text not null,
    id text not null,
    kind text not null,
    state text not null,
    debit bigint not null,
    credit bigint not null,
    amount bigint not null,
    target text,
    resolved_by text,
    expires_at bigint,
    reference text not null,
    created_at bigint not null,
    primary key (id, book)
) without rowid;
insert into transfers_new (book, id, kind, state, debit, credit, amount, target, resolved_by, expires_at, reference,
    created_at)
    select book, id, kind, state, debit, credit, amount, target, resolved_by, expires_at, reference, created_at
    from transfers;
drop table transfers;
alter table transfers_new rename to transfers;
create index transfers__expires_at on transfers (expires_at) where state = 'pending';

create table events_new (
    merchant text not null,
    id text not null,
    topic text not null,
    subject text not null,
    payload text not null,
    created_at bigint not null,
    primary key (id, merchant)
) without rowid;
insert into events_new (merchant, id, topic, subject, payload, created_at)
    select merchant, id, topic, subject, payload, created_at from events;
drop table events;
alter table events_new rename to events;
create index events__merchant_id on events (merchant, id);

-- Counts the changes of a merchant's catalogue: what a node remembers of an offer holds while this number stands.
create table catalog_versions (
    merchant text not null primary key,
    version bigint not null
) without rowid;
