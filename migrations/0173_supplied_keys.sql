-- Keys that are bought from a supplier at order time.

-- 'credit': the buyer's account is credited; 'keys': the supplier gives keys, which go over the shelf to the buyer.
alter table fulfilments add column wanted text not null default 'credit';

-- How many new keys came, in which batch they lie.
alter table supply_attempts add column keys bigint not null default 0;
alter table supply_attempts add column batch text;
create index supply_attempts__batch on supply_attempts (batch) where batch is not null;

-- How long its supplier may take from the payment on, in microseconds; 0: as the settings say.
alter table fulfilments add column within bigint not null default 0;
