-- Suppliers that have said by themselves that goods of theirs look different now: they are asked soon, instead of in
-- their turn. One row a supplier, however often it says so.
create table supplier_goods_reports (
    supplier text primary key not null,
    merchant text not null,
    reported_at bigint not null,
    -- When it was asked last, because of a report; what was reported since then is due.
    asked_at bigint not null,
    -- Not before that: another node asks just now, it was asked a moment ago, or it has not answered.
    ask_after bigint not null
) without rowid;
