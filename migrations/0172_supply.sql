-- Goods that are no keys: a supplier credits them to the buyer's account (直充, recharge).

-- What the buyer is asked for, as JSON; empty for goods that are keys.
alter table skus add column form text not null default '';

-- 'keys', or 'recharge': one line, credited to an account.
alter table orders add column goods text not null default 'keys';

-- Who credits, for whom. Its settings are sealed: whoever has the database has no key of a supplier.
create table suppliers (
    id text not null primary key,
    merchant text not null,
    kind text not null,
    name text not null,
    currency text not null,
    sealed bytea not null,
    -- on, off or retired
    state text not null,
    -- The contract: its number, and the last moment at which it holds.
    contract text not null,
    contract_until bigint not null,
    -- What the supplier last said of our deposit there, in minor units; null: never, or not asked.
    balance bigint,
    balance_at bigint,
    version bigint not null,
    created_at bigint not null,
    changed_at bigint not null,
    changed_by text not null
) without rowid;
create index suppliers__merchant on suppliers (merchant, id);

-- By which supplier a SKU can be credited, as which of its goods, and what one unit costs there.
create table supply_routes (
    merchant text not null,
    sku text not null,
    supplier text not null,
    product text not null,
    unit_cost bigint not null,
    -- Smaller ones are tried first.
    position bigint not null,
    -- on or off
    state text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (sku, supplier, merchant)
) without rowid;
create index supply_routes__supplier on supply_routes (supplier);

-- One for each order of goods that are credited, made with it.
create table fulfilments (
    merchant text not null,
    order_id text not null,
    sku text not null,
    quantity bigint not null,
    -- unpaid → open → credited, or given_back; unpaid → dropped
    state text not null,
    -- The account as the buyer gave it, sealed; empty once it is forgotten. And what may be shown of it.
    account bytea not null,
    account_hint text not null,
    -- When it is looked at next; null: nothing is left to be done.
    due_at bigint,
    -- The buyer has the money back, if it is not credited by then.
    deadline bigint,
    -- Counts what was done to it: who has read another number comes too late.
    turn bigint not null,
    created_at bigint not null,
    ended_at bigint,
    primary key (order_id, merchant)
) without rowid;
create index fulfilments__due_at on fulfilments (due_at) where due_at is not null;
create index fulfilments__merchant on fulfilments (merchant, order_id);

-- Each time that a supplier was asked to credit it. Stored before the supplier hears of it.
create table supply_attempts (
    merchant text not null,
    order_id text not null,
    seq bigint not null,
    supplier text not null,
    product text not null,
    -- Our number there, and the supplier's; empty: none was told.
    order_no text not null,
    reference text not null,
    -- sent → accepted → credited or failed
    state text not null,
    -- Expected, then what it did cost, all units together.
    cost bigint not null,
    currency text not null,
    -- Of failed ones: why, and in the supplier's words.
    why text not null,
    said text not null,
    sent_at bigint not null,
    -- How often it was asked about.
    asked bigint not null,
    ended_at bigint,
    primary key (order_id, seq, merchant)
) without rowid;
create unique index supply_attempts__order_no on supply_attempts (order_no);
create index supply_attempts__supplier on supply_attempts (supplier, sent_at);

-- What merchants have paid in at their suppliers, and taken out (less than nothing), each with its transfer.
create table supplier_deposits (
    merchant text not null,
    supplier text not null,
    id text not null,
    amount bigint not null,
    currency text not null,
    note text not null,
    noted_by text not null,
    created_at bigint not null,
    primary key (supplier, id)
) without rowid;
