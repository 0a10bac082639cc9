-- Keys that do not work, claimed back from whom they were bought from (售后).

create table supplier_claims (
    merchant text not null,
    id text not null primary key,
    supplier text not null,
    -- The attempt that the keys came with.
    order_id text not null,
    seq bigint not null,
    -- For whose order: keys that came too late were sold to somebody else.
    sold_order text not null,
    -- How many of its keys, and what is the matter with them.
    keys bigint not null,
    reason text not null,
    -- open → settled or refused; by_hand: the supplier cannot be asked by program
    state text not null,
    -- The supplier's number of it; empty: none was told.
    reference text not null,
    -- What came back into the deposit, in minor units.
    paid_back bigint not null,
    currency text not null,
    -- In the supplier's words, or those of who settled it by hand.
    said text not null,
    due_at bigint,
    turn bigint not null,
    opened_by text not null,
    opened_at bigint not null,
    ended_at bigint
) without rowid;
create index supplier_claims__merchant on supplier_claims (merchant, id);
create index supplier_claims__due_at on supplier_claims (due_at) where due_at is not null;
create index supplier_claims__attempt on supplier_claims (order_id, seq, merchant);

-- A key is claimed back once.
create table supplier_claim_keys (
    merchant text not null,
    sku text not null,
    item bigint not null,
    claim text not null,
    primary key (sku, item, merchant)
) without rowid;
