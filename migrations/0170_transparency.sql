-- The transparency log: one entry for each delivered order, append-only, in the shape of RFC 9162; and the receipts that
-- refer to it. A sale writes none of these rows: a walk over the orders does.

-- One row, made by the first who appends, and locked by each.
create table log_state (
    name text not null primary key,
    -- Every order up to this id has been looked at.
    up_to text not null,
    -- Entries.
    size bigint not null
) without rowid;

-- The hash of each full subtree: of level 0 the entries. It covers 2^level entries from place * 2^level on.
create table log_nodes (
    level bigint not null,
    place bigint not null,
    hash bytea not null,
    primary key (level, place)
) without rowid;

-- Signed tree heads, each for a larger log than the one before.
create table log_heads (
    size bigint not null primary key,
    root bytea not null,
    signed_at bigint not null,
    public_key bytea not null,
    signature bytea not null
) without rowid;

-- What was delivered with an order, as it was written down: canonical JSON, whose hash is the entry. Nothing personal.
create table receipts (
    merchant text not null,
    order_id text not null,
    entry bigint not null,
    core text not null,
    primary key (order_id, merchant)
) without rowid;
create unique index receipts__entry on receipts (entry);

-- Orders that the walk has passed and that may be delivered still.
create table log_waiting (
    merchant text not null,
    order_id text not null,
    -- When it is looked at again.
    due_at bigint not null,
    -- 1: it had ended and was delivered all the same.
    late bigint not null,
    primary key (order_id, merchant)
) without rowid;
create index log_waiting__due_at on log_waiting (due_at);
