-- The life of an order. Every large table leads with the merchant, so that it can be distributed by merchant.

create table orders (
    merchant text not null,
    id text not null,
    -- The user, or null for a guest.
    buyer text,
    -- E-mail address or telephone number, lower-case; guests must give one.
    contact text,
    -- 'store' or 'api'
    origin text not null,
    -- The address it was placed from.
    placed_from text not null,
    language text not null,
    -- pending → delivered, or cancelled, or expired. Paid orders are delivered in the same commit.
    state text not null,
    -- 'wallet' or the code of a payment channel
    pay text not null,
    total bigint not null,
    fee bigint not null,
    currency text not null,
    -- The partner's own JSON object, given back as it came.
    metadata text,
    created_at bigint not null,
    expires_at bigint not null,
    paid_at bigint,
    closed_at bigint,
    primary key (merchant, id)
) without rowid;
create index orders__id on orders (id);
create index orders__buyer on orders (buyer, id) where buyer is not null;
create index orders__contact on orders (contact, id) where contact is not null;

create table order_lines (
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
    primary key (merchant, order_id, line)
) without rowid;

-- One row for each unit handed out. The unique index is the last wall against selling a key twice.
create table deliveries (
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
    primary key (merchant, order_id, seq)
) without rowid;
create unique index deliveries__merchant_sku_number on deliveries (merchant, sku, number);

-- What pending orders keep back, for the limits and the sweep: gone when the order is paid or closed.
create table holds (
    order_id text not null primary key,
    merchant text not null,
    buyer_key text not null,
    contact_key text not null,
    address_key text not null,
    units bigint not null,
    expires_at bigint not null
);
create index holds__buyer_key on holds (buyer_key);
create index holds__contact_key on holds (contact_key);
create index holds__address_key on holds (address_key);
create index holds__expires_at on holds (expires_at);

create table idempotency (
    scope text not null,
    key text not null,
    digest text not null,
    merchant text not null,
    order_id text not null,
    created_at bigint not null,
    primary key (scope, key)
) without rowid;
create index idempotency__created_at on idempotency (created_at);

create table payments (
    merchant text not null,
    id text not null,
    order_id text not null,
    channel text not null,
    -- open → paid, or closed
    state text not null,
    amount bigint not null,
    currency text not null,
    pay_url text,
    qr_text text,
    created_at bigint not null,
    expires_at bigint not null,
    paid_at bigint,
    primary key (merchant, id)
) without rowid;
create index payments__id on payments (id);
create index payments__order on payments (merchant, order_id);

-- Every time that money arrived, once, however often it was reported.
create table payment_events (
    channel text not null,
    event_id text not null,
    merchant text not null,
    payment text not null,
    order_id text not null,
    amount bigint not null,
    currency text not null,
    -- what became of it: delivered, late_delivered, overpaid, credited, refunding
    outcome text not null,
    received_at bigint not null,
    primary key (channel, event_id)
) without rowid;

-- Money that could not simply pay its order: a name, what was done, and whether it is done.
create table payment_exceptions (
    merchant text not null,
    id text not null,
    order_id text not null,
    payment text not null,
    channel text not null,
    event_id text not null,
    -- late, underpaid, overpaid, duplicate, wrong_currency
    kind text not null,
    amount bigint not null,
    currency text not null,
    -- delivered, credited, refunded
    action text not null,
    -- done, refunding, refund_failed
    state text not null,
    created_at bigint not null,
    primary key (merchant, id)
) without rowid;
create index payment_exceptions__order on payment_exceptions (merchant, order_id);

create table refunds (
    merchant text not null,
    id text not null,
    order_id text not null,
    payment text not null,
    exception text not null,
    channel text not null,
    amount bigint not null,
    currency text not null,
    -- pending → succeeded, or failed
    state text not null,
    created_at bigint not null,
    finished_at bigint,
    primary key (merchant, id)
) without rowid;
create index refunds__id on refunds (id);
