-- What goods cost their merchants, and what may be sold below it.

-- What one unit of a SKU costs now. Goods that suppliers credit cost what their cheapest usable route does
-- (supply_routes), and have no row here.
create table sku_costs (
    merchant text not null,
    sku text not null,
    unit_cost bigint not null,
    currency text not null,
    -- batch, supplier or manual: who said so
    source text not null,
    -- The batch, or the supplier's word for the goods; empty: nothing more is known.
    reference text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (merchant, sku)
) without rowid;

-- Each cost that a SKU has had, from which moment on. Never changed.
create table sku_cost_history (
    merchant text not null,
    sku text not null,
    changed_at bigint not null,
    unit_cost bigint not null,
    currency text not null,
    source text not null,
    reference text not null,
    changed_by text not null,
    primary key (merchant, sku, changed_at)
) without rowid;

-- SKUs that are meant to be sold below their cost, until when, and why.
create table loss_leaders (
    merchant text not null,
    sku text not null,
    reason text not null,
    until_at bigint not null,
    created_at bigint not null,
    created_by text not null,
    primary key (merchant, sku)
) without rowid;

-- SKUs of which something has changed that prices depend on, until their prices were looked at.
create table price_due (
    merchant text not null,
    sku text not null,
    primary key (merchant, sku)
) without rowid;
