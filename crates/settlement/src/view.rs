use crate::store;
use crate::{Result, Settlement, SettlementRefusal, accounts};
use kernel::{Currency, MerchantId, Money, OrderId, RefundId, Time};
use std::collections::BTreeMap;

/// How the money of a delivered order stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The merchant has it, since then and for that reason: `confirmed`, `time` or `ruling`.
    Released {
        at: Time,
        why: String,
    },
    Frozen {
        since: Time,
        why: String,
    },
    /// It is released then, if nothing happens.
    Waits {
        until: Time,
    },
    /// All of it went back.
    GivenBack,
}

#[derive(Clone, Debug)]
pub struct OrderRefund {
    pub id: RefundId,
    /// `wallet` or `origin`; `chargeback`: a bank took it
    pub way: String,
    pub amount: Money,
    /// `merchant` or `operator`
    pub side: String,
    pub who: String,
    pub reason: String,
    pub at: Time,
    /// `done`, or, of those to the origin, also `pending`, `failed` or `ask_by_hand`; `returned`: the bank gave it again.
    pub state: String,
}

#[derive(Clone, Debug)]
pub struct OrderMoney {
    pub merchant: MerchantId,
    pub total: Money,
    pub fee: Money,
    /// What was withheld as it was released, and what of this was given back with refunds.
    pub tax: Money,
    pub tax_back: Money,
    pub refunded: Money,
    pub standing: Standing,
    pub refunds: Vec<OrderRefund>,
    /// (line, units that can still be refunded by themselves)
    pub lines_left: Vec<(i64, i64)>,
}

/// What a merchant has, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balances {
    pub currency: Currency,
    /// Can be paid out.
    pub available: i64,
    /// In escrow.
    pub escrow: i64,
    /// Asked to be paid out, or on its way.
    pub paying_out: i64,
    pub bond: i64,
    /// Withheld for the tax office.
    pub tax: i64,
}

/// What is expected to be released on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The beginning of the day (UTC); none for what is frozen.
    pub day: Option<Time>,
    pub amount: Money,
}

const DAY: i64 = 86_400_000_000;

impl Settlement {
    /// How the money of the order stands; none as long as it is not delivered.
    pub async fn order_money(&self, order: OrderId) -> Result<Option<OrderMoney>> {
        let mut tx = self.db().snapshot().await?;
        let merchant =
            store::orders::merchant_of(&mut tx, order).await?.ok_or(SettlementRefusal::OrderNotFound)?;
        let row = store::orders::find(&mut tx, merchant, order).await?;
        let row = row.ok_or(SettlementRefusal::OrderNotFound)?;
        let Some(paid_at) = row.paid_at.filter(|_| row.is_delivered()) else { return Ok(None) };
        let released = store::releases::find(&mut tx, merchant, order).await?;
        let is_released = released.iter().map(|(_, _, tax)| (order, *tax)).collect();
        let mut before = store::refunds::before(&mut tx, &[&row], &is_released).await?;
        let before = before.remove(&order).ok_or(SettlementRefusal::OrderNotFound)?;
        let held = store::held::find(&mut tx, merchant, order).await?;
        let known = self.known(&mut tx, std::slice::from_ref(&row)).await?;
        let standing = match (released, held) {
            (Some((at, why, _)), _) => Standing::Released { at, why },
            (None, Some(held)) if held.reason == "frozen" => {
                Standing::Frozen { since: held.since, why: held.why }
            }
            (None, _) if before.in_escrow() <= 0 => Standing::GivenBack,
            (None, held) => {
                let goods = known.goods.get(&order).map(Vec::as_slice).unwrap_or_default();
                let until = self.0.periods.due(paid_at, goods);
                // After a replacement it waits anew.
                let anew = held.filter(|held| held.reason == "later_due").map(|held| held.due_at);
                Standing::Waits { until: anew.map_or(until, |anew| anew.max(until)) }
            }
        };
        let refunds = store::refunds::of_order(&mut tx, merchant, order).await?;
        let lines =
            store::orders::lines(&mut tx, &[(merchant, order)]).await?.remove(&order).unwrap_or_default();
        Ok(Some(OrderMoney {
            merchant,
            total: Money::new(row.total, row.currency),
            fee: Money::new(row.fee, row.currency),
            tax: Money::new(before.tax, row.currency),
            tax_back: Money::new(before.tax_back, row.currency),
            refunded: Money::new(before.refunded, row.currency),
            standing,
            refunds: refunds.into_iter().map(OrderRefund::from).collect(),
            lines_left: lines.into_iter().map(|line| (line.line, line.left)).collect(),
        }))
    }

    /// What a merchant has, by currency: those that it ever had money in.
    pub async fn balances(&self, merchant: MerchantId) -> Result<Vec<Balances>> {
        let mut tx = self.db().snapshot().await?;
        let mut all = Vec::new();
        for currency in store::audit::currencies(&mut tx, merchant).await? {
            let wanted = [
                accounts::balance(merchant, currency),
                orders::accounts::escrow(merchant, currency),
                accounts::payout(merchant, currency),
                accounts::bond(merchant, currency),
                accounts::tax(merchant, currency),
            ];
            let found = ledger::balances(&mut tx, &wanted).await?;
            let [balance, escrow, payout, bond, tax] = found.as_slice() else { continue };
            all.push(Balances {
                currency,
                available: balance.available_credit(),
                escrow: escrow.available_credit(),
                paying_out: balance.debits_pending + payout.available_credit(),
                bond: bond.available_credit(),
                tax: tax.available_credit(),
            });
        }
        Ok(all)
    }

    /// What will be released, by day, if nothing happens, before anything is withheld of it. Orders that the walk has
    /// not reached yet are counted with the general time; what is due already, to the day of its time.
    pub async fn expected(&self, merchant: MerchantId) -> Result<Vec<Expected>> {
        let mut tx = self.db().snapshot().await?;
        let general = self.0.periods.general();
        let mut days: BTreeMap<(String, i64), (Currency, i64)> = BTreeMap::new();
        let mut add = |rows: Vec<(Currency, i64, i64)>| {
            for (currency, day, amount) in rows {
                days.entry((currency.to_string(), day)).or_insert((currency, 0)).1 += amount;
            }
        };
        add(store::orders::not_walked(&mut tx, merchant, general.0).await?);
        add(store::held::expected(&mut tx, merchant).await?);
        let expected = |((_, day), (currency, amount)): ((String, i64), (Currency, i64))| Expected {
            day: (day > 0).then_some(Time(day * DAY)),
            amount: Money::new(amount, currency),
        };
        Ok(days.into_iter().filter(|(_, (_, amount))| *amount > 0).map(expected).collect())
    }
}

impl From<store::refunds::Stored> for OrderRefund {
    fn from(stored: store::refunds::Stored) -> Self {
        let (way, state) = match stored.state.as_deref() {
            None | Some("succeeded") => (stored.way, "done".to_owned()),
            // The channel could not, and somebody put it into the wallet instead.
            Some("credited") => ("wallet".to_owned(), "done".to_owned()),
            Some(other) => (stored.way, other.to_owned()),
        };
        Self {
            id: stored.id,
            way,
            amount: stored.amount,
            side: stored.side,
            who: stored.who,
            reason: stored.reason,
            at: stored.at,
            state,
        }
    }
}
