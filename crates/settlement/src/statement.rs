use crate::{Result, Settlement, SettlementRefusal, accounts};
use db::Tx;
use kernel::{Currency, MerchantId, Span, Time};
use std::collections::BTreeMap;

/// What a movement of a merchant's balance was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Sales came out of escrow.
    Released,
    /// What was withheld of them for the tax office.
    TaxWithheld,
    /// A buyer got money back that had been released.
    Refunded,
    /// And what had been withheld of that is not owed.
    TaxBack,
    PaidOut,
    /// The bank gave a payout back.
    PayoutBack,
    ToBond,
    FromBond,
    /// A buyer's bank took a payment back, or what was owed for one was paid.
    Chargeback,
    /// And gave it again.
    ChargebackWon,
    /// For the trouble of one.
    ChargebackFee,
    Other,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Released,
        Self::TaxWithheld,
        Self::Refunded,
        Self::TaxBack,
        Self::PaidOut,
        Self::PayoutBack,
        Self::ToBond,
        Self::FromBond,
        Self::Chargeback,
        Self::ChargebackWon,
        Self::ChargebackFee,
        Self::Other,
    ];
    pub fn code(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::TaxWithheld => "tax_withheld",
            Self::Refunded => "refunded",
            Self::TaxBack => "tax_back",
            Self::PaidOut => "paid_out",
            Self::PayoutBack => "payout_back",
            Self::ToBond => "to_bond",
            Self::FromBond => "from_bond",
            Self::Chargeback => "chargeback",
            Self::ChargebackWon => "chargeback_won",
            Self::ChargebackFee => "chargeback_fee",
            Self::Other => "other",
        }
    }
    /// By the account on the other side, and whether the balance got or gave.
    fn of(counterpart: &str, got: bool) -> Self {
        match (counterpart, got) {
            ("escrow", true) => Self::Released,
            ("tax", false) => Self::TaxWithheld,
            ("tax", true) => Self::TaxBack,
            ("wallet" | "payment_exception", false) => Self::Refunded,
            ("payout", false) => Self::PaidOut,
            ("payout", true) => Self::PayoutBack,
            ("bond", false) => Self::ToBond,
            ("bond", true) => Self::FromBond,
            ("channel_clearing" | "chargeback_debt", false) => Self::Chargeback,
            ("channel_clearing", true) => Self::ChargebackWon,
            ("chargeback_cost", false) => Self::ChargebackFee,
            _ => Self::Other,
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// From 1, without gaps, over the whole life of the balance.
    pub seq: i64,
    pub at: Time,
    pub kind: Kind,
    /// Below zero: the balance gave it.
    pub amount: i64,
    /// The balance after it.
    pub balance: i64,
    /// A run of the release, an order, or a payout.
    pub reference: String,
}

/// A period in sums: the opening balance and all of the movements make the closing balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub currency: Currency,
    pub from: Time,
    pub to: Time,
    pub opening: i64,
    /// Each kind that there was: how many movements, and their sum.
    pub kinds: BTreeMap<Kind, (i64, i64)>,
    pub closing: i64,
    /// The number of the last movement; 0 where there was none.
    pub last: i64,
}

/// A page of a period's movements, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub movements: Vec<Movement>,
    /// Ask with it for the next page; none on the last.
    pub next: Option<i64>,
}

const PAGE: i64 = 2_000;
const LONGEST: Span = Span::days(366);

impl Settlement {
    /// A period of a merchant's balance, in sums. The closing balance is the ledger's own after its last line; where
    /// lines and sums disagree, that is a fault and no statement.
    pub async fn summary(
        &self,
        merchant: MerchantId,
        currency: Currency,
        (from, to): (Time, Time),
    ) -> Result<Summary> {
        must_be_a_period(from, to)?;
        let account = accounts::balance(merchant, currency);
        let mut tx = self.db().snapshot().await?;
        let opening = ledger::balance_before(&mut tx, &account, from).await?;
        let closing = ledger::balance_before(&mut tx, &account, to).await?;
        let (mut kinds, mut behind, mut last, mut sum) = (BTreeMap::new(), 0, 0, opening);
        loop {
            let page = movements(&mut tx, &account, (from, to), behind, PAGE).await?;
            for movement in &page {
                let of_kind: &mut (i64, i64) = kinds.entry(movement.kind).or_default();
                of_kind.0 += 1;
                of_kind.1 += movement.amount;
                sum += movement.amount;
                last = movement.seq;
            }
            match page.last() {
                Some(last) if i64::try_from(page.len()).is_ok_and(|len| len == PAGE) => behind = last.seq,
                _ => break,
            }
        }
        if sum != closing {
            let what = format!("the statement of {merchant} in {currency}: {sum} and {closing}");
            return Err(crate::service::odd(what));
        }
        Ok(Summary { currency, from, to, opening, kinds, closing, last })
    }

    /// The movements behind that line, at most `limit`.
    pub async fn movements(
        &self,
        merchant: MerchantId,
        currency: Currency,
        (from, to): (Time, Time),
        behind: i64,
        limit: i64,
    ) -> Result<Statement> {
        must_be_a_period(from, to)?;
        let account = accounts::balance(merchant, currency);
        let mut tx = self.db().read().await?;
        let mut page = movements(&mut tx, &account, (from, to), behind, limit.saturating_add(1)).await?;
        let most = usize::try_from(limit).unwrap_or(0);
        let more = page.len() > most;
        page.truncate(most);
        let next = page.last().filter(|_| more).map(|last| last.seq);
        Ok(Statement { movements: page, next })
    }
}

async fn movements(
    tx: &mut Tx,
    account: &ledger::Account,
    period: (Time, Time),
    behind: i64,
    limit: i64,
) -> Result<Vec<Movement>> {
    let lines = ledger::statement_between(tx, account, period, behind, limit).await?;
    let movement = |entry: ledger::Entry| Movement {
        seq: entry.seq,
        at: entry.at,
        kind: Kind::of(&entry.counterpart, entry.amount > 0),
        amount: entry.amount,
        balance: entry.balance,
        reference: entry.reference,
    };
    Ok(lines.into_iter().map(movement).collect())
}

fn must_be_a_period(from: Time, to: Time) -> Result<()> {
    match from < to && to.since(from) <= LONGEST {
        true => Ok(()),
        false => Err(SettlementRefusal::BadPeriod),
    }
}
