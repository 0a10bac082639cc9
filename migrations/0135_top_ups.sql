-- Money that buyers put into their wallets through a payment channel.
--
-- What the channel is asked for stands in payments, as for an order, and so does all that comes of it: in payment_events,
-- payment_exceptions and refunds. There order_id is the id of the top-up, and the buyer's id takes the place of the merchant's:
-- the money stands in the buyer's own book of the ledger, so that no row is hot across buyers.

create table top_ups (
    buyer text not null,
    id text not null,
    -- open → paid, cancelled or expired. Money for one that was cancelled or has expired makes it paid all the same.
    state text not null,
    -- The code of the payment channel that was chosen last.
    pay text not null,
    -- What was asked for.
    amount bigint not null,
    currency text not null,
    -- What has reached the wallet, in the same currency: more or less than was asked for, if that is what was paid.
    credited bigint not null,
    created_at bigint not null,
    expires_at bigint not null,
    paid_at bigint,
    closed_at bigint,
    primary key (id, buyer)
) without rowid;
create index top_ups__buyer_id on top_ups (buyer, id);
create index top_ups__expires_at on top_ups (expires_at) where state = 'open';

-- What arrived for a top-up. No payment of an order touches it.
create index payment_events__order_id on payment_events (order_id) where outcome = 'topped_up';
