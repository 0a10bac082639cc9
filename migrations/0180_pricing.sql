-- What a merchant's buyers pay instead of the offer's price. Codes are the merchant's own words; prices are minor units of
-- the offer's currency.

-- Members of a level pay so much less.
create table price_levels (
    merchant text not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    -- basis points
    off bigint not null,
    primary key (merchant, code)
) without rowid;

create table price_members (
    merchant text not null,
    user_id text not null,
    level text not null,
    -- As the merchant calls them.
    label text not null,
    since bigint not null,
    until bigint,
    primary key (merchant, user_id)
) without rowid;
create index price_members__user on price_members (user_id);

-- From so many units of a line on.
create table price_tiers (
    merchant text not null,
    offer text not null,
    units bigint not null,
    price bigint not null,
    primary key (merchant, offer, units)
) without rowid;

-- What was agreed with partners.
create table price_lists (
    merchant text not null,
    code text not null,
    name text not null,
    since bigint not null,
    until bigint,
    primary key (merchant, code)
) without rowid;
create table price_list_items (
    merchant text not null,
    list text not null,
    offer text not null,
    price bigint not null,
    primary key (merchant, list, offer)
) without rowid;
create table price_list_partners (
    merchant text not null,
    list text not null,
    user_id text not null,
    label text not null,
    primary key (merchant, list, user_id)
) without rowid;
create index price_list_partners__user on price_list_partners (user_id);

create table price_campaigns (
    merchant text not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    -- rate (basis points) or amount (minor units of the currency, a unit)
    kind text not null,
    off bigint not null,
    currency text not null,
    -- store, api or all
    ways text not null,
    -- A list in JSON; empty: all.
    offers text not null,
    since bigint not null,
    until bigint,
    -- on or off
    state text not null,
    primary key (merchant, code)
) without rowid;

create table price_coupons (
    merchant text not null,
    code text not null,
    -- rate (basis points) or amount (minor units, the whole order)
    kind text not null,
    off bigint not null,
    currency text not null,
    least bigint not null,
    offers text not null,
    uses_most bigint,
    uses_each bigint,
    since bigint not null,
    until bigint,
    -- on or off
    state text not null,
    used bigint not null,
    primary key (merchant, code)
) without rowid;

-- One for each order with a coupon; gone when the order ends unpaid.
create table coupon_uses (
    merchant text not null,
    order_id text not null,
    code text not null,
    -- A user's id, or the keyed digest of a guest's contact.
    buyer_key text not null,
    primary key (order_id, merchant)
) without rowid;
create index coupon_uses__buyer on coupon_uses (buyer_key, merchant, code);

-- How the prices of an order were made, as JSON; only of orders that anything was taken off.
create table order_prices (
    merchant text not null,
    order_id text not null,
    made text not null,
    primary key (order_id, merchant)
) without rowid;
