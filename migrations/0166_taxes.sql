-- Tax that the platform withholds of what it releases to a merchant, and owes the tax office.

-- Of the amount, what was withheld; by the rate of that moment.
alter table releases add column tax bigint not null default 0;

-- Of what the merchant gave back of a released order, what had been withheld: the tax account gave it to the balance (or
-- the bond) that paid for the refund.
alter table refunded_orders add column tax_back bigint not null default 0;
alter table order_refunds add column tax_back bigint not null default 0;
