-- Links that show one delivered key, once. Of the link itself only the digest is here: a stolen table opens nothing.
create table reveal_links (
    -- SHA-256 of the token.
    digest bytea not null primary key,
    merchant text not null,
    order_id text not null,
    seq bigint not null,
    made_by text not null,
    created_at bigint not null,
    expires_at bigint not null,
    -- open → used
    state text not null,
    used_at bigint,
    used_from text,
    -- How often it was tried again after that, when and from where the last time, and when that was last reported.
    refused bigint not null,
    refused_at bigint,
    refused_from text,
    alarmed_at bigint
) without rowid;
create index reveal_links__merchant_order_id_seq on reveal_links (merchant, order_id, seq);
create index reveal_links__expires_at on reveal_links (expires_at);
