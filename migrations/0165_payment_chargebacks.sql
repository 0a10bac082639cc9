-- The payer's bank takes back a payment that delivered nothing: one for a wallet, or one that its order could not use.

create table payment_chargebacks (
    -- In whose book (a merchant, or a user), and for which order or top-up, as in payments.
    book text not null,
    id text not null,
    name text not null,
    channel text not null,
    -- What the channel calls it.
    reference text not null,
    -- The arrival that is taken back, as the channel calls it, and its payment.
    event_id text not null,
    payment text not null,
    -- Whose wallet its money reached, if anybody's.
    buyer text,
    amount bigint not null,
    currency text not null,
    -- In the channel's own word.
    reason text not null,
    -- told → taken → returned: where the money is
    state text not null,
    -- Whether it had to wait until somebody knew whether a refund of the same money went out; 0 or 1.
    waited bigint not null default 0,
    -- Out of the exception account, out of the wallet, what the buyer owes since, and what is the platform's loss.
    from_refunds bigint not null default 0,
    from_wallet bigint not null default 0,
    from_debt bigint not null default 0,
    from_loss bigint not null default 0,
    -- Of what came again, what the buyer owed and does not any more; the rest is in the wallet.
    to_debt bigint not null default 0,
    created_at bigint not null,
    taken_at bigint,
    returned_at bigint,
    primary key (id, book)
) without rowid;
create unique index payment_chargebacks__channel_reference on payment_chargebacks (channel, reference);
create index payment_chargebacks__channel_event on payment_chargebacks (channel, event_id);

-- The chargeback that took the money of a refund which had not gone out.
alter table refunds add column chargeback text;
create index refunds__chargeback on refunds (chargeback) where chargeback is not null;

-- Who owes something. A balance that moves touches no indexed column.
create index accounts__wallet_debt on accounts (owner) where purpose = 'wallet_debt';
