-- What is for sale. Small beside orders and read by id on the way of every order, so the id alone is the key
-- (a database distributed by merchant keeps these as reference tables).

create table categories (
    code text not null primary key,
    name_zh text not null,
    name_en text not null,
    icon text not null,
    sort bigint not null
) without rowid;

create table products (
    id text not null primary key,
    merchant text not null,
    slug text not null,
    category text not null,
    brand_zh text not null,
    brand_en text not null,
    -- A file name under /pictures/, or empty.
    picture text not null,
    -- listed or hidden
    state text not null,
    -- The one shown now: see product_revisions.
    revision bigint not null,
    -- Title and brand in lower case, because the engines' own case folding differs.
    search text not null,
    created_at bigint not null
) without rowid;
create unique index products__slug on products (slug);
create index products__merchant_id on products (merchant, id);
create index products__category on products (category);

-- What a buyer agreed to: never changed, never deleted. Orders point here.
create table product_revisions (
    product text not null,
    revision bigint not null,
    title_zh text not null,
    title_en text not null,
    summary_zh text not null,
    summary_en text not null,
    created_at bigint not null,
    guide_zh text not null,
    guide_en text not null,
    terms_zh text not null,
    terms_en text not null,
    primary key (product, revision)
);

create table skus (
    id text not null primary key,
    merchant text not null,
    product text not null,
    code text not null,
    name_zh text not null,
    name_en text not null,
    -- one_time or loop
    kind text not null,
    -- Code and name in lower case.
    search text not null,
    created_at bigint not null
) without rowid;
create unique index skus__merchant_code on skus (merchant, code);
create index skus__merchant_id on skus (merchant, id);
create index skus__product on skus (product);

create table offers (
    id text not null primary key,
    merchant text not null,
    sku text not null,
    product text not null,
    price_minor bigint not null,
    -- What it costs elsewhere, shown struck through.
    list_price_minor bigint,
    currency text not null,
    quantity_min bigint not null,
    quantity_max bigint not null,
    -- on or off
    state text not null,
    sort bigint not null,
    created_at bigint not null
) without rowid;
create index offers__sort_id on offers (sort, id) where state = 'on';
create index offers__merchant_id on offers (merchant, id);
create index offers__product on offers (product);
