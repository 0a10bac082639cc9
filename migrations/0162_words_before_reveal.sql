-- Buyers whom stricter rules hold for have said, before a key was shown to them, that a shown key cannot be given back.
create table reveal_words (
    order_id text not null primary key,
    merchant text not null,
    -- By which way: account, key or link.
    who text not null,
    at bigint not null
);
