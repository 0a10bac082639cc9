-- What those who run a shop ask of it: orders by state, notes on orders, when stock is low.

-- Orders that wait or came to nothing. One that is paid as it is placed is never in here, so the order path writes no
-- more than before.
create index orders__merchant_state_id on orders (merchant, state, id) where state <> 'delivered';

-- What somebody of the staff wrote beside an order, or did with it.
create table order_notes (
    merchant text not null,
    order_id text not null,
    id text not null,
    -- note or link_sent
    kind text not null,
    text text not null,
    -- The id of a user or API key.
    who text not null,
    created_at bigint not null,
    primary key (order_id, id, merchant)
) without rowid;

-- When a merchant wants to hear that a SKU runs low.
create table stock_rules (
    merchant text not null,
    sku text not null,
    warn_below bigint not null,
    -- Since when it is below; null while it is not. An alarm was raised when this was set.
    low_since bigint,
    updated_at bigint not null,
    primary key (merchant, sku)
) without rowid;

-- Rare rows, looked for by their order or listed for the whole platform.
create index payment_exceptions__id on payment_exceptions (id);
create index refunds__merchant_order on refunds (merchant, order_id);
create index alarms__merchant_order on alarms (merchant, order_id) where order_id is not null;

-- What the operator made on the first steps from an empty shop to its first sale.
create table first_run (
    -- merchant, product or keys
    step text not null primary key,
    -- The id of what was made.
    subject text not null,
    created_at bigint not null
) without rowid;
