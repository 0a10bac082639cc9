-- Orders that their buyers pay in two parts: one from the wallet, and the rest through a payment channel.
--
-- The wallet's part is a reservation of the ledger, from the wallet to the merchant's escrow, made when the buyer chooses
-- it and gone when the order's time is over. The row of the payment asks the channel for the rest, and for nothing else:
-- clearing accounts and statements know only that. No other order has more than two zeros of it.

-- What the wallet holds ready for an order that waits, or has paid of one that is delivered; 0 for all others.
alter table orders add column wallet_part bigint not null default 0;
-- How often a part was held: the reservation of the last one is called <order>/w<wallet_holds>.
alter table orders add column wallet_holds bigint not null default 0;
