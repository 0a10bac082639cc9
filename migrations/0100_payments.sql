-- Payments by both their names, one for each device, and refunds that only a person can find out about.

-- What the channel called it when it was opened; null where it gave no name.
alter table payments add column reference text;
-- What the page hands to the app that it is opened in: a JSON object.
alter table payments add column in_app text;
-- desktop, mobile, wechat or alipay: what the ways to pay are made for; empty: from before it was asked.
alter table payments add column device text not null default '';
-- When its channel is asked next, in case a notify was lost; null: not any more. Nobody has to look at those that are paid.
alter table payments add column ask_at bigint;
create index payments__ask_at on payments (ask_at) where ask_at is not null;

-- Refunds: pending → succeeded, or failed, or ask_by_hand where the channel cannot be asked and its answer got lost.
-- A person says what became of those that failed or wait: succeeded, pending once more, or credited.

-- The arrival that is given back.
alter table refunds add column event_id text not null default '';
update refunds set event_id = coalesce((select x.event_id from payment_exceptions x
    where x.merchant = refunds.merchant and x.id = refunds.exception), '');
-- When the channel was asked for the first time in this round; null: not yet.
alter table refunds add column tried_at bigint;
-- Counts up where a person lets a failed one be tried again: its money is reserved anew.
alter table refunds add column round bigint not null default 1;
-- Who said what became of it, and why; null where no person had to.
alter table refunds add column decided_by text;
alter table refunds add column decided_at bigint;
alter table refunds add column reason text;
create index refunds__state on refunds (state, id);
