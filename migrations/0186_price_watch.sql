-- Prices that follow costs and the market, by rules.

-- What a supplier last said that its goods cost, and how many it has; null: it did not say.
create table supplier_quotes (
    merchant text not null,
    supplier text not null,
    product text not null,
    cost bigint not null,
    currency text not null,
    stock bigint,
    changed_at bigint not null,
    primary key (supplier, product)
) without rowid;

-- Each that it has said, where something was new in it. Never changed.
create table supplier_quote_history (
    merchant text not null,
    supplier text not null,
    product text not null,
    quoted_at bigint not null,
    cost bigint not null,
    currency text not null,
    stock bigint,
    quoted_by text not null,
    primary key (supplier, product, quoted_at)
) without rowid;

-- Routes are found by the goods that a supplier names.
drop index supply_routes__supplier;
create index supply_routes__supplier_product on supply_routes (supplier, product);

-- What a SKU was last seen at elsewhere, by the name of the place.
create table market_prices (
    merchant text not null,
    sku text not null,
    source text not null,
    price bigint not null,
    currency text not null,
    seen_at bigint not null,
    noted_by text not null,
    primary key (merchant, sku, source)
) without rowid;

create table market_price_history (
    merchant text not null,
    sku text not null,
    source text not null,
    seen_at bigint not null,
    price bigint not null,
    currency text not null,
    noted_by text not null,
    primary key (merchant, sku, source, seen_at)
) without rowid;

-- How prices are made. The narrowest one counts: of the SKU, of the category, of everything.
create table price_rules (
    merchant text not null,
    id text not null,
    -- all, category or sku, and which
    scope text not null,
    target text not null,
    currency text not null,
    name text not null,
    -- The rest, as JSON.
    terms text not null,
    -- on or off
    state text not null,
    version bigint not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (merchant, id)
) without rowid;
create unique index price_rules__target on price_rules (merchant, scope, target, currency);

-- What rules have changed, or would.
create table price_changes (
    merchant text not null,
    id text not null,
    offer text not null,
    sku text not null,
    rule text not null,
    from_minor bigint not null,
    to_minor bigint not null,
    currency text not null,
    -- applied; held → applied, refused or superseded; blocked → superseded
    state text not null,
    -- Of held and blocked ones: why.
    why text not null,
    -- How it was reckoned, as JSON.
    steps text not null,
    created_at bigint not null,
    decided_at bigint,
    decided_by text,
    primary key (merchant, id)
) without rowid;
create index price_changes__open on price_changes (merchant, offer) where state in ('held', 'blocked');
create index price_changes__sku on price_changes (merchant, sku, id);

-- Merchants whose prices nothing changes but people.
create table price_stops (
    merchant text not null primary key,
    reason text not null,
    stopped_at bigint not null,
    stopped_by text not null
) without rowid;

-- The offers of a SKU.
create index offers__sku on offers (sku, merchant);
