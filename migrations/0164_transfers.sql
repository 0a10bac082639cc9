-- Payouts that a payment channel transfers by itself.

-- The code of that channel; null: it goes with a batch.
alter table payouts add column route text;
-- How often the channel was asked, and when it is asked next.
alter table payouts add column tries bigint not null default 0;
alter table payouts add column ask_at bigint;
create index payouts__ask_at on payouts (ask_at) where state = 'sent' and route is not null;
