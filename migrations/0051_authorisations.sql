-- Brands, and who may sell them.

create table brands (
    id text not null primary key,
    name_zh text not null,
    name_en text not null,
    -- 1: only with an authorisation of the brand.
    authorised_only bigint not null,
    -- Both names in lower case, each on a line: how a brand is known by what a product calls itself.
    search text not null,
    created_at bigint not null
);

-- The brand that a product is of; null where it is of none that the platform keeps.
alter table products add column brand text;
create index products__brand on products (brand) where brand is not null;

create table authorisations (
    id text not null primary key,
    merchant text not null,
    brand text not null,
    -- submitted → approved → expired, or revoked; submitted → returned; withdrawn by the merchant from any of these
    state text not null,
    -- Countries and channels, separated by spaces: 'CN HK', 'store api'.
    territory text not null,
    channels text not null,
    -- No unit may be sold for less. Null: any price.
    minimum_minor bigint,
    currency text,
    -- What the goods cost the merchant, in hundredths of a per cent of their face value.
    cost_basis_bps bigint,
    valid_from bigint not null,
    valid_to bigint not null,
    -- JSON: [{"from": …, "to": …}], from the brand down to the merchant.
    chain text not null,
    -- JSON: ids of documents.
    documents text not null,
    -- Why it was returned or revoked.
    reason text not null,
    -- The last reminder that was sent: 30, 7 or 1 days before the end; null: none.
    reminded bigint,
    created_at bigint not null,
    decided_at bigint
);
create index authorisations__merchant_id on authorisations (merchant, id);
create index authorisations__state_valid_to on authorisations (state, valid_to);
create index authorisations__brand on authorisations (brand);

-- Which authorisation a batch of stock came in under.
create table batch_authorisations (
    merchant text not null,
    batch text not null,
    authorisation text not null,
    primary key (merchant, batch)
) without rowid;
create index batch_authorisations__authorisation on batch_authorisations (authorisation);
