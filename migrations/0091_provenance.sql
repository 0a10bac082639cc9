-- The contract with the supplier that a batch of stock came in under, beside the brand's authorisation.

create table batch_contracts (
    merchant text not null,
    batch text not null,
    -- Its number or name, as the merchant keeps it.
    contract text not null,
    -- When it was signed: '2026-01-31'; empty: not said.
    signed_on text not null,
    -- Its scan among the documents of the merchant; null: none.
    document text,
    primary key (merchant, batch)
) without rowid;
