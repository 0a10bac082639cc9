-- What the platform keeps of goods of a category, in place of the share that their merchants agreed to. A category without
-- a row has none of its own. Orders keep the fee that they were placed with.
create table category_fees (
    category text not null primary key,
    -- Hundredths of a per cent, from 0 to 10000.
    fee_bps bigint not null
) without rowid;
