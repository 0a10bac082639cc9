use crate::batch::Effect;
use crate::fulfil::{
    Attempt, AttemptState, AttemptView, DepositLine, Fulfilment, FulfilmentLine, FulfilmentState,
    FulfilmentView, Key, Settled,
};
use crate::{OrderGoods, OrderSettings, OrderState};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, Money, OrderId, SkuId, Span, SupplierId, Time};
use ports::Wanted;
use std::collections::{HashMap, HashSet};

/// Rows to be written as orders are placed, paid and closed.
#[derive(Default)]
struct Rows {
    new: Vec<Vec<db::Value>>,
    paid: Vec<Vec<db::Value>>,
    dropped: Vec<Vec<db::Value>>,
    delivered: Vec<Vec<db::Value>>,
}

/// Of new orders that a supplier will be asked for; of those that are paid now; of those that never will be; of those whose
/// keys are handed out.
pub(crate) async fn write(
    tx: &mut Tx,
    now: Time,
    effects: &[&Effect],
    settings: &OrderSettings,
) -> Result<()> {
    use Ty::{Bytes, Int, Text};
    let Rows { new, paid, dropped, delivered } = rows(effects, now, settings.fulfil_within())?;
    let sql = "insert into fulfilments (merchant, order_id, sku, quantity, state, account, account_hint, due_at, deadline, \
               turn, created_at, wanted, within) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12)";
    tx.put_each(sql, &[Text, Text, Text, Int, Text, Bytes, Text, Int, Int, Int, Text, Int], new).await?;
    let sql = "update fulfilments set state = 'open', due_at = $3, \
               deadline = $3 + case when within > 0 then within else $4 end where fulfilments.order_id = $1 \
               and fulfilments.merchant = $2 and fulfilments.state in ('unpaid', 'dropped')";
    tx.exec_each_one(sql, &[Text, Text, Int, Int], paid).await?;
    let sql = "update fulfilments set state = 'dropped', ended_at = $3 where fulfilments.order_id = $1 \
               and fulfilments.merchant = $2 and fulfilments.state = 'unpaid'";
    tx.exec_each_one(sql, &[Text, Text, Int], dropped).await?;
    let sql = "update fulfilments set state = 'credited', due_at = null, ended_at = $3, turn = turn + 1 \
               where fulfilments.order_id = $1 and fulfilments.merchant = $2 and fulfilments.state = 'open'";
    tx.exec_each_one(sql, &[Text, Text, Int], delivered).await
}

fn rows(effects: &[&Effect], now: Time, usual: Span) -> Result<Rows> {
    let mut rows = Rows::default();
    for effect in effects.iter().filter(|e| e.order.goods.are_fulfilled()) {
        let order = &effect.order;
        let is_paid = effect.pays();
        if effect.is_new {
            let Some(line) = order.lines.first() else {
                return Err(db::DbError::State(format!("{} has nothing to be fulfilled", order.id)));
            };
            let (sealed, hint) = match (&effect.account, order.goods) {
                (Some(account), _) => (account.sealed.clone(), account.hint.as_str()),
                (None, OrderGoods::Supplied) => (Vec::new(), ""),
                (None, _) => {
                    return Err(db::DbError::State(format!("{} has no account to be credited", order.id)));
                }
            };
            let wanted = if order.goods == OrderGoods::Recharge { Wanted::Credit } else { Wanted::Keys };
            let state = if is_paid { FulfilmentState::Open } else { FulfilmentState::Unpaid };
            rows.new.push(row![
                order.merchant,
                order.id,
                line.sku,
                line.quantity,
                state.code(),
                sealed,
                hint,
                is_paid.then_some(now),
                is_paid.then(|| now.after(effect.within.unwrap_or(usual))),
                now,
                wanted.code(),
                effect.within.map_or(0, |within| within.0)
            ]);
        } else if is_paid {
            rows.paid.push(row![order.id, order.merchant, now, usual.0]);
        } else if matches!(effect.to, OrderState::Cancelled | OrderState::Expired) && effect.to != order.state
        {
            rows.dropped.push(row![order.id, order.merchant, now]);
        } else if order.state == OrderState::Fulfilling && effect.to == OrderState::Delivered {
            rows.delivered.push(row![order.id, order.merchant, now]);
        }
    }
    Ok(rows)
}

/// Takes what is due until that end of the lease. In two statements: as one, PostgreSQL reads all that is due for each.
pub(crate) async fn claim(tx: &mut Tx, now: Time, lease_end: Time, limit: i64) -> Result<Vec<Fulfilment>> {
    let sql = "select merchant, order_id, sku, quantity, state, account, deadline, turn, wanted from fulfilments \
               where due_at is not null and due_at <= $1 order by due_at limit $2 for update skip locked";
    let rows = tx.query(sql, params![now, limit]).await?;
    let mut due = rows.iter().map(read).collect::<Result<Vec<Fulfilment>>>()?;
    due.sort_by_key(|f| f.order);
    let sql = "update fulfilments set due_at = $3, turn = turn + 1 where fulfilments.order_id = $1 \
               and fulfilments.merchant = $2";
    let taken = due.iter().map(|f| row![f.order, f.merchant, lease_end]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int], taken).await?;
    due.iter_mut().for_each(|f| f.turn += 1);
    Ok(due)
}

/// One, with its attempts.
pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<Fulfilment>> {
    let sql = "select merchant, order_id, sku, quantity, state, account, deadline, turn, wanted from fulfilments \
               where order_id = $1 and merchant = $2";
    let Some(row) = tx.query_opt(sql, params![order, merchant]).await? else { return Ok(None) };
    let mut found = [read(&row)?];
    attach_attempts(tx, &mut found).await?;
    let [found] = found;
    Ok(Some(found))
}

fn read(r: &Row) -> Result<Fulfilment> {
    Ok(Fulfilment {
        merchant: r.parse(0)?,
        order: r.parse(1)?,
        sku: r.parse(2)?,
        quantity: r.int(3)?,
        state: FulfilmentState::read(&r.text(4)?)?,
        sealed: r.get(5)?,
        deadline: r.get::<Option<Time>>(6)?.unwrap_or_default(),
        turn: r.int(7)?,
        wanted: wanted(&r.text(8)?),
        attempts: Vec::new(),
    })
}

fn wanted(code: &str) -> Wanted {
    if code == Wanted::Keys.code() { Wanted::Keys } else { Wanted::Credit }
}

pub(crate) async fn attach_attempts(tx: &mut Tx, all: &mut [Fulfilment]) -> Result<()> {
    // Nobody has looked at it before its first turn.
    let keys = all.iter().filter(|f| f.turn > 1).map(|f| row![f.order, f.merchant]).collect();
    let sql = "select order_id, seq, supplier, product, order_no, reference, state, cost, currency, sent_at \
               from supply_attempts where order_id = $1 and merchant = $2 order by seq";
    let mut by: HashMap<OrderId, Vec<Attempt>> = HashMap::new();
    for r in &tx.query_each(sql, &[Ty::Text; 2], keys).await? {
        by.entry(r.parse(0)?).or_default().push(Attempt {
            seq: r.int(1)?,
            supplier: r.parse(2)?,
            product: r.text(3)?,
            order_no: r.text(4)?,
            reference: r.text(5)?,
            state: AttemptState::read(&r.text(6)?)?,
            cost: Money::new(r.int(7)?, r.parse(8)?),
            sent_at: r.time(9)?,
        });
    }
    for f in all {
        f.attempts = by.remove(&f.order).unwrap_or_default();
    }
    Ok(())
}

pub(crate) async fn insert_attempts(tx: &mut Tx, made: &[(MerchantId, OrderId, Attempt)]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "insert into supply_attempts (merchant, order_id, seq, supplier, product, order_no, reference, state, cost, \
               currency, why, said, sent_at, asked) values ($1, $2, $3, $4, $5, $6, '', 'sent', $7, $8, '', '', $9, 0)";
    let row = |(merchant, order, a): &(MerchantId, OrderId, Attempt)| {
        row![
            *merchant,
            *order,
            a.seq,
            a.supplier,
            &a.product,
            &a.order_no,
            a.cost.minor,
            a.cost.currency,
            a.sent_at
        ]
    };
    tx.put_each(sql, &[Text, Text, Int, Text, Text, Text, Int, Text, Int], made.iter().map(row).collect())
        .await
}

/// Those are looked at then, or never again.
pub(crate) async fn wait(tx: &mut Tx, waits: &[(Fulfilment, Option<Time>)]) -> Result<()> {
    let sql = "update fulfilments set due_at = $3 where fulfilments.order_id = $1 and fulfilments.merchant = $2 \
               and fulfilments.turn = $4";
    let rows = waits.iter().map(|(f, until)| row![f.order, f.merchant, *until, f.turn]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await
}

/// Of those, the ones that nobody has taken since; held until the commit, in one order everywhere.
pub(crate) async fn still<'a>(
    tx: &mut Tx,
    all: impl Iterator<Item = &'a Fulfilment>,
) -> Result<HashSet<OrderId>> {
    let mut turns: Vec<(OrderId, MerchantId, i64)> = all.map(|f| (f.order, f.merchant, f.turn)).collect();
    turns.sort_unstable();
    let keys = turns.iter().map(|(order, merchant, turn)| row![*order, *merchant, *turn]).collect();
    let sql =
        "select order_id from fulfilments where order_id = $1 and merchant = $2 and turn = $3 for update";
    tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], keys).await?.iter().map(|r| r.parse(0)).collect()
}

/// What was heard, and what follows from it for the orders.
pub(crate) async fn write_settled(tx: &mut Tx, now: Time, all: &[Settled]) -> Result<()> {
    use Ty::{Int, Text};
    let sql = "update supply_attempts set state = $4, reference = $5, cost = $6, why = $7, said = $8, asked = asked + 1, \
               ended_at = $9, keys = keys + $11, batch = coalesce($12, batch) where supply_attempts.order_id = $1 and supply_attempts.seq = $2 \
               and supply_attempts.merchant = $3 and supply_attempts.state = $10";
    let attempts = all.iter().filter_map(|one| {
        let (attempt, change) = one.attempt.as_ref()?;
        let reference = change.reference.as_ref().unwrap_or(&attempt.reference);
        let cost = change.booked(attempt).minor;
        let ended = (!change.attempt.is_open()).then_some(now);
        let (to, from) = (change.attempt.code(), attempt.state.code());
        Some(row![
            one.f.order,
            attempt.seq,
            one.f.merchant,
            to,
            reference,
            cost,
            &change.why,
            &change.said,
            ended,
            from,
            one.shelved.map_or(0, |shelved| shelved.units),
            one.shelved.map(|shelved| shelved.batch)
        ])
    });
    let types = [Text, Int, Text, Text, Text, Int, Text, Text, Int, Text, Int, Text];
    tx.exec_each_one(sql, &types, attempts.collect()).await?;
    let sql = "update fulfilments set state = $3, due_at = $4, ended_at = coalesce(ended_at, $5), turn = turn + 1 \
               where fulfilments.order_id = $1 and fulfilments.merchant = $2 and fulfilments.turn = $6";
    let rows = all.iter().map(|one| {
        let ended = (one.to != FulfilmentState::Open).then_some(now);
        row![one.f.order, one.f.merchant, one.to.code(), one.due_at, ended, one.f.turn]
    });
    tx.exec_each_one(sql, &[Text, Text, Text, Int, Int, Int], rows.collect()).await?;
    let sql = "update orders set state = $3, closed_at = $4 where orders.merchant = $1 and orders.id = $2 \
               and orders.state = 'fulfilling'";
    let ended = all.iter().filter_map(|one| Some((one, one.order_to()?)));
    let rows = ended.map(|(one, to)| row![one.f.merchant, one.f.order, to.as_str(), now]).collect();
    tx.exec_each_one(sql, &[Text, Text, Text, Int], rows).await
}

/// It is looked at now, unless somebody is at it: then right after.
pub(crate) async fn hurry(
    tx: &mut Tx,
    (merchant, order): Key,
    (supplier, order_no): (SupplierId, &str),
    now: Time,
) -> Result<()> {
    let sql = "update fulfilments set due_at = $3 where order_id = $1 and merchant = $2 and due_at > $3 \
               and exists (select 1 from supply_attempts a where a.order_no = $4 and a.supplier = $5 \
               and a.order_id = $1 and a.state in ('sent', 'accepted') and a.asked > 0)";
    tx.exec(sql, params![order, merchant, now, order_no, supplier]).await?;
    Ok(())
}

pub(crate) async fn view(
    tx: &mut Tx,
    merchant: MerchantId,
    order: OrderId,
) -> Result<Option<FulfilmentView>> {
    let sql = "select state, account_hint, deadline, ended_at, (select count(*) from supply_attempts a \
               where a.order_id = f.order_id and a.merchant = f.merchant and a.state = 'accepted') \
               from fulfilments f where f.order_id = $1 and f.merchant = $2";
    let Some(r) = tx.query_opt(sql, params![order, merchant]).await? else { return Ok(None) };
    Ok(Some(FulfilmentView {
        state: FulfilmentState::read(&r.text(0)?)?,
        account: r.text(1)?,
        deadline: r.get(2)?,
        ended_at: r.get(3)?,
        taken_on: r.int(4)? > 0,
    }))
}

pub(crate) async fn any_open(tx: &mut Tx) -> Result<bool> {
    let sql = "select order_id from fulfilments where due_at is not null and state = 'open' limit 1";
    Ok(tx.query_opt(sql, &[]).await?.is_some())
}

pub(crate) async fn sealed(tx: &mut Tx, merchant: MerchantId, order: OrderId) -> Result<Option<Vec<u8>>> {
    let sql = "select account from fulfilments where order_id = $1 and merchant = $2";
    tx.query_opt(sql, params![order, merchant]).await?.map(|r| r.get(0)).transpose()
}

pub(crate) async fn attempts_of(
    tx: &mut Tx,
    merchant: MerchantId,
    order: OrderId,
) -> Result<Vec<AttemptView>> {
    let sql = "select seq, supplier, product, order_no, reference, state, cost, currency, why, said, sent_at, asked, ended_at \
               from supply_attempts where order_id = $1 and merchant = $2 order by seq";
    let rows = tx.query(sql, params![order, merchant]).await?;
    rows.iter()
        .map(|r| {
            Ok(AttemptView {
                seq: r.int(0)?,
                supplier: r.parse(1)?,
                product: r.text(2)?,
                order_no: r.text(3)?,
                reference: r.text(4)?,
                state: AttemptState::read(&r.text(5)?)?,
                cost: Money::new(r.int(6)?, r.parse(7)?),
                why: r.text(8)?,
                said: r.text(9)?,
                sent_at: r.time(10)?,
                asked: r.int(11)?,
                ended_at: r.get(12)?,
            })
        })
        .collect()
}

pub(crate) async fn list(
    tx: &mut Tx,
    merchant: MerchantId,
    state: Option<FulfilmentState>,
    before: &str,
    limit: i64,
) -> Result<Vec<FulfilmentLine>> {
    let state = state.map(FulfilmentState::code).unwrap_or_default();
    let sql = "select order_id, sku, quantity, state, account_hint, deadline, created_at, ended_at, wanted, \
               (select a.supplier from supply_attempts a where a.order_id = f.order_id and a.merchant = f.merchant \
               order by a.seq desc limit 1) from fulfilments f where f.merchant = $1 and f.order_id < $2 \
               and f.state = case when $3 = '' then f.state else $3 end and f.state not in ('unpaid', 'dropped') \
               order by f.order_id desc limit $4";
    let rows = tx.query(sql, params![merchant, before, state, limit]).await?;
    rows.iter()
        .map(|r| {
            Ok(FulfilmentLine {
                order: r.parse(0)?,
                sku: r.parse(1)?,
                quantity: r.int(2)?,
                state: FulfilmentState::read(&r.text(3)?)?,
                account: r.text(4)?,
                deadline: r.get(5)?,
                created_at: r.time(6)?,
                ended_at: r.get(7)?,
                wanted: wanted(&r.text(8)?),
                supplier: r.parse_opt(9)?,
            })
        })
        .collect()
}

/// What each deposit was spent on since then.
pub(crate) async fn spent_since(tx: &mut Tx, since: Time) -> Result<Vec<(MerchantId, SupplierId, Money)>> {
    let sql = "select merchant, supplier, currency, cast(sum(cost) as bigint) from supply_attempts \
               where sent_at >= $1 and state = 'credited' and cost > 0 group by merchant, supplier, currency";
    let rows = tx.query(sql, params![since]).await?;
    rows.iter().map(|r| Ok((r.parse(0)?, r.parse(1)?, Money::new(r.int(3)?, r.parse(2)?)))).collect()
}

/// The newest some thousands: by whom, how they stand, and how long it took.
pub(crate) async fn asked_since(
    tx: &mut Tx,
    merchant: MerchantId,
    since: Time,
) -> Result<Vec<(SupplierId, AttemptState, Option<Span>)>> {
    let sql = "select a.supplier, a.state, a.ended_at - a.sent_at from supply_attempts a join suppliers s \
               on s.id = a.supplier where s.merchant = $1 and a.sent_at >= $2 order by a.sent_at desc limit 20000";
    let rows = tx.query(sql, params![merchant, since]).await?;
    rows.iter()
        .map(|r| {
            let took = r.get::<Option<i64>>(2)?.map(Span);
            Ok((r.parse(0)?, AttemptState::read(&r.text(1)?)?, took))
        })
        .collect()
}

pub(crate) async fn insert_deposit(
    tx: &mut Tx,
    (merchant, supplier): (MerchantId, SupplierId),
    line: &DepositLine,
) -> Result<()> {
    let sql = "insert into supplier_deposits (merchant, supplier, id, amount, currency, note, noted_by, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values = params![
        merchant,
        supplier,
        &line.id,
        line.amount.minor,
        line.amount.currency,
        &line.note,
        &line.by,
        line.at
    ];
    tx.exec_one(sql, values).await
}

/// Each id once: what is there already is an error.
pub(crate) async fn insert_correction(
    tx: &mut Tx,
    (merchant, supplier): (MerchantId, SupplierId),
    (id, amount): (&str, Money),
    now: Time,
) -> Result<()> {
    let sql = "insert into supplier_corrections (merchant, supplier, id, amount, currency, created_at) \
               values ($1, $2, $3, $4, $5, $6)";
    tx.exec_one(sql, params![merchant, supplier, id, amount.minor, amount.currency, now]).await
}

pub(crate) async fn deposits(
    tx: &mut Tx,
    (merchant, supplier): (MerchantId, SupplierId),
    limit: i64,
) -> Result<Vec<DepositLine>> {
    let sql = "select id, amount, currency, note, noted_by, created_at from supplier_deposits \
               where supplier = $1 and merchant = $2 order by id desc limit $3";
    let rows = tx.query(sql, params![supplier, merchant, limit]).await?;
    rows.iter()
        .map(|r| {
            Ok(DepositLine {
                id: r.text(0)?,
                amount: Money::new(r.int(1)?, r.parse(2)?),
                note: r.text(3)?,
                by: r.text(4)?,
                at: r.time(5)?,
            })
        })
        .collect()
}

/// An order that was done, and by whom.
pub(crate) struct DoneRow {
    pub sku: SkuId,
    pub quantity: i64,
    pub supplier: SupplierId,
    pub cost: Money,
}

/// The newest some thousands.
pub(crate) async fn done_since(tx: &mut Tx, merchant: MerchantId, since: Time) -> Result<Vec<DoneRow>> {
    let sql = "select f.sku, f.quantity, a.supplier, a.cost, a.currency from supply_attempts a join fulfilments f \
               on f.order_id = a.order_id and f.merchant = a.merchant where a.merchant = $1 and a.sent_at >= $2 \
               and a.state = 'credited' and a.cost > 0 order by a.sent_at desc limit 20000";
    let rows = tx.query(sql, params![merchant, since]).await?;
    rows.iter()
        .map(|r| {
            let cost = Money::new(r.int(3)?, r.parse(4)?);
            Ok(DoneRow { sku: r.parse(0)?, quantity: r.int(1)?, supplier: r.parse(2)?, cost })
        })
        .collect()
}

/// An attempt that came to an end.
pub(crate) struct EndedRow {
    pub sku: SkuId,
    pub supplier: SupplierId,
    pub done: bool,
    pub took: Span,
    pub currency: kernel::Currency,
}

/// The newest some thousands.
pub(crate) async fn ended_since(tx: &mut Tx, merchant: MerchantId, since: Time) -> Result<Vec<EndedRow>> {
    let sql = "select f.sku, a.supplier, a.state, a.ended_at - a.sent_at, a.currency from supply_attempts a \
               join fulfilments f on f.order_id = a.order_id and f.merchant = a.merchant where a.merchant = $1 \
               and a.sent_at >= $2 and a.ended_at is not null order by a.sent_at desc limit 5000";
    let rows = tx.query(sql, params![merchant, since]).await?;
    rows.iter()
        .map(|r| {
            let done = AttemptState::read(&r.text(2)?)? == AttemptState::Credited;
            let took = Span(r.int(3)?);
            Ok(EndedRow { sku: r.parse(0)?, supplier: r.parse(1)?, done, took, currency: r.parse(4)? })
        })
        .collect()
}
