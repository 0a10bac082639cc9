-- Shops of others that buy a merchant's goods by program (对接): whose keys they use, and what they have ordered.

-- Whether partners may dock: off, on, or asked (the merchant says so for each key). Without a row: off.
create table docking_modes (
    merchant text not null primary key,
    mode text not null,
    changed_at bigint not null,
    changed_by text not null
) without rowid;

-- A partner's key: whose goods it buys, and whose wallet pays. The secret is sealed; it is never shown again, but needed
-- to check signatures.
create table docking_keys (
    id text not null primary key,
    merchant text not null,
    user_id text not null,
    name text not null,
    -- What the partner's program calls itself: a short decimal number.
    app_id bigint not null,
    sealed bytea not null,
    -- asked → on ⇄ off
    state text not null,
    -- Where other prices and stocks are reported to; empty: nowhere.
    report_url text not null,
    -- Up to when these were reported; and when it is looked at next.
    reported_at bigint not null,
    report_due bigint not null,
    created_at bigint not null,
    -- To the minute.
    used_at bigint,
    changed_at bigint not null,
    changed_by text not null
) without rowid;
create unique index docking_keys__app_id on docking_keys (app_id);
create index docking_keys__user_id on docking_keys (user_id, id);
create index docking_keys__merchant on docking_keys (merchant, id);
create index docking_keys__report_due on docking_keys (report_due) where state = 'on' and report_url <> '';

-- What was signed once is not taken again.
create table docking_nonces (
    docking_key text not null,
    nonce text not null,
    at bigint not null,
    primary key (docking_key, nonce)
) without rowid;
create index docking_nonces__at on docking_nonces (at);

-- Numbers for what has an id, because some protocols know numbers only. A number is never given twice.
create table docking_numbers (
    number bigint not null primary key,
    id text not null
) without rowid;
create unique index docking_numbers__id on docking_numbers (id);

-- How goods looked to a partner when last looked at, and since when: what has changed since then can be asked for.
create table docking_goods (
    docking_key text not null,
    offer text not null,
    digest bytea not null,
    -- 1: on sale
    on_sale bigint not null,
    changed_at bigint not null,
    primary key (docking_key, offer)
) without rowid;

-- What was ordered under a partner's own number. Written before the order, so that a crash forgets no number.
create table docking_orders (
    docking_key text not null,
    downstream_no text not null,
    -- Of all that was asked for.
    digest text not null,
    merchant text not null,
    -- Empty: it is being placed.
    order_id text not null,
    -- cardamom, dujiao or acg
    dialect text not null,
    callback_url text not null,
    trace text not null,
    -- What was last heard by the partner; empty: nothing. And since when it is told in vain.
    told text not null,
    tries bigint not null,
    -- When it is looked at next; null: nothing more will happen, or nobody is told.
    due_at bigint,
    created_at bigint not null,
    primary key (docking_key, downstream_no)
) without rowid;
create unique index docking_orders__order_id on docking_orders (order_id) where order_id <> '';
create index docking_orders__due_at on docking_orders (due_at) where due_at is not null;

-- Complaints of partners, each a dispute about its order.
create table docking_claims (
    docking_key text not null,
    claim_no text not null,
    digest text not null,
    downstream_no text not null,
    -- Empty: it is being opened.
    dispute text not null,
    created_at bigint not null,
    primary key (docking_key, claim_no)
) without rowid;
create index docking_claims__order on docking_claims (docking_key, downstream_no);
