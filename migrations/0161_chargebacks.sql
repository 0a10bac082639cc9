-- The buyer's bank takes a payment back from the channel, and perhaps gives it again.

create table chargebacks (
    merchant text not null,
    id text not null,
    channel text not null,
    -- What the channel calls it.
    reference text not null,
    -- The arrival that is taken back, as the channel calls it, and its payment.
    event_id text not null,
    payment text not null,
    order_id text not null,
    -- The case that it is dealt with in.
    dispute text not null,
    amount bigint not null,
    currency text not null,
    -- In the channel's own word.
    reason text not null,
    -- Who wrote it down, where no channel told of it; null: the channel did.
    recorded_by text,
    -- told → taken → returned: where the money is
    state text not null,
    -- The part of it that the order had not given back yet, as a row of order_refunds; null: there was none.
    refund text,
    -- What nobody but the platform can stand good for: the buyer has had it back before.
    from_loss bigint not null default 0,
    -- What the merchant pays for the trouble.
    cost bigint not null default 0,
    created_at bigint not null,
    taken_at bigint,
    returned_at bigint,
    primary key (id, merchant)
) without rowid;
create unique index chargebacks__channel_reference on chargebacks (channel, reference);
create index chargebacks__dispute on chargebacks (dispute);

-- What the merchant could not pay and owes since. Of chargebacks only.
alter table order_refunds add column from_debt bigint not null default 0;
-- A chargeback whose money came again: into escrow, or, where that was released meanwhile, into the balance. Empty: not.
alter table order_refunds add column returned text not null default '';
