-- What becomes of the money of delivered orders: it is released to the merchant, held, or given back. A sale writes
-- none of these rows: a walk over the orders does, once each order's time has come.

-- Every order of the merchant up to this id has been dealt with. The row is also what every act on the money of the
-- merchant's orders holds first, so that of two of them one comes after the other.
create table release_cursors (
    merchant text not null primary key,
    up_to text not null,
    looked_at bigint not null
) without rowid;

-- What was released, once and for ever. All of one run is one transfer of the ledger for each currency.
create table releases (
    merchant text not null,
    order_id text not null,
    run text not null,
    amount bigint not null,
    currency text not null,
    -- confirmed, time or ruling
    why text not null,
    released_at bigint not null,
    primary key (order_id, merchant)
) without rowid;
create index releases__merchant_run on releases (merchant, run);

-- Orders behind the cursor that are not released yet.
create table held_orders (
    merchant text not null,
    order_id text not null,
    -- later_due, pending (not paid when it was looked at), late (paid after its end) or frozen
    reason text not null,
    -- When it is looked at again; a frozen one is not.
    due_at bigint not null,
    -- Who froze it, and why; empty otherwise.
    who text not null,
    why text not null,
    since bigint not null,
    primary key (order_id, merchant)
) without rowid;
create index held_orders__due_at on held_orders (due_at) where reason <> 'frozen';
create index held_orders__merchant_due_at on held_orders (merchant, due_at);

-- How much of an order went back. The sum never exceeds what was paid.
create table refunded_orders (
    merchant text not null,
    order_id text not null,
    currency text not null,
    refunded bigint not null,
    -- Of this, what the platform gave back of its fee, and what came out of escrow.
    fee_back bigint not null,
    from_escrow bigint not null,
    primary key (order_id, merchant)
) without rowid;
create index refunded_orders__merchant on refunded_orders (merchant, currency);

-- How many units of a line were paid back.
create table refunded_lines (
    merchant text not null,
    order_id text not null,
    line bigint not null,
    quantity bigint not null,
    primary key (order_id, line, merchant)
) without rowid;

-- Each refund of a delivered order. Those to the origin have a row in refunds, too, with the same id and no exception.
create table order_refunds (
    merchant text not null,
    id text not null,
    order_id text not null,
    -- wallet or origin
    way text not null,
    amount bigint not null,
    currency text not null,
    fee_back bigint not null,
    from_escrow bigint not null,
    from_balance bigint not null,
    from_bond bigint not null,
    -- merchant or operator
    side text not null,
    who text not null,
    reason text not null,
    created_at bigint not null,
    primary key (id, merchant)
) without rowid;
create index order_refunds__merchant_order_id on order_refunds (merchant, order_id);

-- The arrival that delivered the order, as the channel calls it: what a refund to the origin gives back.
alter table payments add column paid_event text not null default '';
update payments set paid_event = e.event_id from payment_events e
    where e.merchant = payments.merchant and e.payment = payments.id and payments.state = 'paid'
    and e.outcome in ('delivered', 'late_delivered', 'overpaid');
