-- Products that wait to be looked at, and what became of them.

create table product_reviews (
    product text not null primary key,
    merchant text not null,
    -- The revision that is looked at.
    revision bigint not null,
    -- waiting → approved or rejected → waiting again, after a material change
    state text not null,
    -- Until when somebody should have looked.
    due_at bigint not null,
    reviewer text not null,
    reason text not null,
    asked_at bigint not null,
    decided_at bigint
);
create index product_reviews__state_due_at on product_reviews (state, due_at, product);
create index product_reviews__merchant on product_reviews (merchant);
