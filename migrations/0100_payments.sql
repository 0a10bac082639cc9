-- Payments by both their names, one for each device, and refunds that only a person can find out about.
--
-- The three tables lead with the time-sorted id now, as orders do since 0010. Led by the merchant, SQLite took all payments
-- of a merchant into its hands to find those of one order, and every sale looked at every sale before.

create table payments_new (
    merchant text not null,
    id text not null,
    order_id text not null,
    channel text not null,
    -- open → paid, or closed
    state text not null,
    amount bigint not null,
    currency text not null,
    pay_url text,
    qr_text text,
    created_at bigint not null,
    expires_at bigint not null,
    paid_at bigint,
    -- What the channel called it when it was opened; null where it gave no name.
    reference text,
    -- What the page hands to the app that it is opened in: a JSON object.
    in_app text,
    -- desktop, mobile, wechat or alipay: what the ways to pay are made for; empty: from before it was asked.
    device text not null default '',
    -- When its channel is asked next, in case a notify was lost; null: not any more. Nobody has to look at those that are
    -- paid.
    ask_at bigint,
    primary key (id, merchant)
) without rowid;
insert into payments_new (merchant, id, order_id, channel, state, amount, currency, pay_url, qr_text, created_at, expires_at,
    paid_at, device)
    select merchant, id, order_id, channel, state, amount, currency, pay_url, qr_text, created_at, expires_at, paid_at, ''
    from payments order by id;
drop table payments;
alter table payments_new rename to payments;
create index payments__order_id on payments (order_id, merchant);
create index payments__ask_at on payments (ask_at) where ask_at is not null;

create table payment_exceptions_new (
    merchant text not null,
    id text not null,
    order_id text not null,
    payment text not null,
    channel text not null,
    event_id text not null,
    -- late, underpaid, overpaid, duplicate, wrong_currency, sold_out
    kind text not null,
    amount bigint not null,
    currency text not null,
    -- delivered, credited, refunded
    action text not null,
    -- done, refunding, refund_failed, ask_by_hand
    state text not null,
    created_at bigint not null,
    primary key (id, merchant)
) without rowid;
insert into payment_exceptions_new (merchant, id, order_id, payment, channel, event_id, kind, amount, currency, action, state,
    created_at)
    select merchant, id, order_id, payment, channel, event_id, kind, amount, currency, action, state, created_at
    from payment_exceptions order by id;
drop table payment_exceptions;
alter table payment_exceptions_new rename to payment_exceptions;
create index payment_exceptions__order_id on payment_exceptions (order_id, merchant);

create table refunds_new (
    merchant text not null,
    id text not null,
    order_id text not null,
    payment text not null,
    exception text not null,
    channel text not null,
    amount bigint not null,
    currency text not null,
    -- pending → succeeded, or failed, or ask_by_hand where the channel cannot be asked and its answer got lost. A person
    -- says what became of those that failed or wait: succeeded, pending once more, or credited.
    state text not null,
    created_at bigint not null,
    finished_at bigint,
    -- The arrival that is given back.
    event_id text not null default '',
    -- When the channel was asked for the first time in this round; null: not yet.
    tried_at bigint,
    -- Counts up where a person lets a failed one be tried again: its money is reserved anew.
    round bigint not null default 1,
    -- Who said what became of it, when and why; null where no person had to.
    decided_by text,
    decided_at bigint,
    reason text,
    primary key (id, merchant)
) without rowid;
insert into refunds_new (merchant, id, order_id, payment, exception, channel, amount, currency, state, created_at, finished_at,
    event_id)
    select r.merchant, r.id, r.order_id, r.payment, r.exception, r.channel, r.amount, r.currency, r.state, r.created_at,
    r.finished_at, coalesce((select x.event_id from payment_exceptions x where x.merchant = r.merchant and x.id = r.exception), '')
    from refunds r order by r.id;
drop table refunds;
alter table refunds_new rename to refunds;
create index refunds__order_id on refunds (order_id, merchant);
create index refunds__state on refunds (state, id);
