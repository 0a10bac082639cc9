//! Keys that do not work are claimed back from whom they were bought from (售后): the buyer has been given money or another
//! key, and what that cost comes back into the deposit, where the supplier agrees.

use super::{Fulfiller, RechargeRefusal};
use crate::again::on_conflict;
use crate::store::supplier_claims as rows;
use crate::{OrderError, OrderRefusal, accounts, store};
use db::{DbError, Tx};
use jobs::NewEvent;
use kernel::{
    Ambient, DeliveryId, MerchantId, Money, OrderId, Page, PageAsk, Span, SupplierClaimId, SupplierId, Time,
    clean_line, encode_128,
};
use ledger::{Chain, Outcome, Step};
use ports::{Claim, Claimed, SupplyError, SupplyRef, Wanted};
use serde_json::json;
use std::collections::BTreeMap;

/// How a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimState {
    Open,
    /// The supplier cannot be asked by program: a person settles it with them.
    ByHand,
    /// It ended for us, with money or otherwise.
    Settled,
    Refused,
}

impl ClaimState {
    const ALL: [Self; 4] = [Self::Open, Self::ByHand, Self::Settled, Self::Refused];

    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ByHand => "by_hand",
            Self::Settled => "settled",
            Self::Refused => "refused",
        }
    }
    pub(crate) fn read(code: &str) -> db::Result<Self> {
        Self::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| DbError::Decode("an unknown state of a claim".into()))
    }
}

/// Some keys of one attempt, claimed back.
#[derive(Clone, Debug)]
pub struct SupplierClaim {
    pub merchant: MerchantId,
    pub id: SupplierClaimId,
    pub supplier: SupplierId,
    /// The attempt that they came with, and the order that had them.
    pub order: OrderId,
    pub seq: i64,
    pub sold_order: OrderId,
    pub keys: i64,
    pub reason: String,
    pub state: ClaimState,
    pub reference: String,
    pub paid_back: Money,
    pub said: String,
    pub(crate) turn: i64,
    pub opened_by: String,
    pub opened_at: Time,
    pub ended_at: Option<Time>,
}

/// What a person says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimEnd {
    /// So many minor units came back into the deposit; none: settled otherwise.
    Settled(i64),
    Refused,
}

/// Whoever takes a claim has it for so long.
const LEASE: Span = Span::minutes(2);
/// A claim is looked at by people over there: nobody asks more often.
const ASK_AGAIN: Span = Span::minutes(10);
/// After so long nobody asks any more: a person does.
const ASKED_FOR: Span = Span::days(30);

/// In the transaction that gave a buyer something for keys that do not work: those that were bought from suppliers are
/// claimed back, one claim for each attempt that they came with. A key that was claimed before is left out. How many
/// claims there are.
pub async fn claim_keys(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, order): (MerchantId, OrderId),
    which: Which<'_>,
    (reason, by): (&str, &str),
) -> Result<usize, DbError> {
    let now = ambient.now();
    let delivered = store::deliveries::of_order(tx, merchant, order).await?;
    // What nobody has seen is as good as new.
    let items: Vec<_> = delivered
        .iter()
        .filter(|unit| which.means(unit.id.seq, unit.line) && unit.revealed_at.is_some())
        .map(|unit| (unit.sku, unit.item))
        .collect();
    let batches = vault::batches_of(tx, merchant, &items).await?;
    let of = rows::attempts_of(tx, merchant, batches.iter().map(|(.., batch)| *batch).collect()).await?;
    let known = rows::claimed(tx, merchant, &items).await?;
    let mut by_attempt: BTreeMap<(OrderId, i64), (rows::Bought, Vec<_>)> = BTreeMap::new();
    for (sku, item, batch) in batches {
        let Some(bought) = of.get(&batch).filter(|_| !known.contains(&(sku, item))) else { continue };
        let entry = by_attempt.entry((bought.order, bought.seq));
        entry.or_insert_with(|| (bought.clone(), Vec::new())).1.push((sku, item));
    }
    let reason: String = reason.chars().take(300).collect();
    for (bought, keys) in by_attempt.values() {
        let claim = SupplierClaim {
            merchant,
            id: SupplierClaimId::new(ambient),
            supplier: bought.supplier,
            order: bought.order,
            seq: bought.seq,
            sold_order: order,
            keys: i64::try_from(keys.len()).unwrap_or(i64::MAX),
            reason: reason.clone(),
            state: ClaimState::Open,
            reference: String::new(),
            paid_back: Money::zero(bought.currency),
            said: String::new(),
            turn: 0,
            opened_by: by.to_owned(),
            opened_at: now,
            ended_at: None,
        };
        rows::insert(tx, &claim, keys).await?;
        let payload = json!({ "supplier": claim.supplier, "order": order, "keys": claim.keys });
        let event = NewEvent::new(Some(merchant), "supplier.claim_opened", claim.id, &payload);
        jobs::publish(tx, ambient, vec![event]).await?;
    }
    Ok(by_attempt.len())
}

/// Which keys of an order are meant.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// By the numbers of their deliveries.
    Units(&'a [i64]),
    /// By the numbers of their lines; none named: all.
    Lines(&'a [i64]),
}

impl Which<'_> {
    fn means(self, seq: i64, line: i64) -> bool {
        match self {
            Self::Units(units) => units.contains(&seq),
            Self::Lines(lines) => lines.is_empty() || lines.contains(&line),
        }
    }
}

/// What was heard of a claim.
struct Heard {
    claim: SupplierClaim,
    told: Result<Claimed, SupplyError>,
}

impl Fulfiller {
    /// Claims some keys of an order back by hand: of all of its keys where none is named.
    pub async fn open_claim(
        &self,
        (merchant, order): (MerchantId, OrderId),
        units: &[DeliveryId],
        reason: &str,
        by: &str,
    ) -> Result<usize, OrderError> {
        let reason = clean_line(reason, 300).map_err(|_| OrderRefusal::BadReason)?;
        let orders = self.orders();
        let mut tx = orders.db().begin().await?;
        let seqs: Vec<i64> = units.iter().filter(|unit| unit.order == order).map(|unit| unit.seq).collect();
        let which = if units.is_empty() { Which::Lines(&[]) } else { Which::Units(&seqs) };
        let opened = claim_keys(&mut tx, orders.ambient(), (merchant, order), which, (&reason, by)).await?;
        if opened == 0 {
            return Err(RechargeRefusal::NothingToClaim.into());
        }
        tx.commit().await?;
        Ok(opened)
    }

    /// A merchant's, newest first; of one order, or all.
    pub async fn claims(
        &self,
        merchant: MerchantId,
        order: Option<OrderId>,
        ask: &PageAsk,
    ) -> Result<Page<SupplierClaim>, OrderError> {
        let mut tx = self.orders().db().read().await?;
        let before = ask.after.as_deref().unwrap_or("~");
        let found = rows::list(&mut tx, merchant, order, before, ask.limit + 1).await?;
        Ok(Page::from_rows(found, ask.limit, |claim| claim.id.to_string()))
    }

    /// Looks at claims that are due, at most so many; says how many it was.
    pub async fn claims_round(&self, limit: i64) -> Result<usize, OrderError> {
        let now = self.now();
        let mut tx = self.orders().db().begin().await?;
        let due = rows::claim(&mut tx, now, now.after(LEASE), limit).await?;
        let taken = due.len();
        if taken == 0 {
            return Ok(0);
        }
        let keys = due.iter().map(|claim| (claim.merchant, claim.order, claim.seq)).collect();
        let refs = rows::refs_of(&mut tx, keys).await?;
        let mut suppliers: Vec<SupplierId> = due.iter().map(|claim| claim.supplier).collect();
        suppliers.sort_unstable();
        suppliers.dedup();
        let adapters = self.book().adapters(&mut tx, &suppliers).await?;
        tx.commit().await?;
        for claim in due {
            let of = refs.get(&(claim.order, claim.seq));
            let (Some(adapter), Some(of)) = (adapters.get(&claim.supplier), of) else { continue };
            let asked =
                Claim { claim_no: encode_128(claim.id.0), reason: claim.reason.clone(), keys: claim.keys };
            // A claim under one number is one claim, however often it is made.
            let told = match claim.reference.is_empty() {
                true => adapter.claim(of, &asked).await,
                false => adapter.claimed(of, &asked).await,
            };
            let heard = Heard { claim, told };
            on_conflict(4, || self.settle_claim(&heard)).await?;
        }
        Ok(taken)
    }

    async fn settle_claim(&self, heard: &Heard) -> Result<(), OrderError> {
        let now = self.now();
        let mut claim = heard.claim.clone();
        let due = match &heard.told {
            Ok(Claimed::Open { reference }) => {
                keep(&mut claim, reference);
                Some(now.after(ASK_AGAIN)).filter(|_| now < claim.opened_at.after(ASKED_FOR))
            }
            Ok(Claimed::Settled { reference, paid_back })
                if paid_back.currency == claim.paid_back.currency && paid_back.minor >= 0 =>
            {
                keep(&mut claim, reference);
                (claim.state, claim.paid_back) = (ClaimState::Settled, *paid_back);
                None
            }
            Ok(Claimed::Settled { reference, .. }) => {
                keep(&mut claim, reference);
                claim.said = "it reckons in another currency".into();
                None
            }
            Ok(Claimed::Refused { reference, said }) => {
                keep(&mut claim, reference);
                (claim.state, claim.said) = (ClaimState::Refused, said.chars().take(300).collect());
                None
            }
            Err(SupplyError::CannotTell) => None,
            Err(why) => {
                claim.said = why.to_string().chars().take(300).collect();
                Some(now.after(ASK_AGAIN)).filter(|_| now < claim.opened_at.after(ASKED_FOR))
            }
        };
        if due.is_none() && claim.state == ClaimState::Open {
            claim.state = ClaimState::ByHand;
        }
        self.write_claim(&heard.claim, claim, due).await
    }

    /// The claim as it stands now, with the money that came back; nothing where somebody else was first.
    async fn write_claim(
        &self,
        before: &SupplierClaim,
        mut claim: SupplierClaim,
        due: Option<Time>,
    ) -> Result<(), OrderError> {
        let (orders, now) = (self.orders(), self.now());
        let mut tx = orders.db().begin().await?;
        let ends = matches!(claim.state, ClaimState::Settled | ClaimState::Refused);
        claim.ended_at = ends.then_some(now);
        if claim.paid_back.minor > 0 {
            // No more comes back than was paid: what exceeds it is not booked, and the balances tell.
            let most = rows::left_of(&mut tx, &claim).await?;
            claim.paid_back = Money::new(claim.paid_back.minor.min(most), claim.paid_back.currency);
        }
        if !rows::change(&mut tx, before, &claim, due).await? {
            return Ok(());
        }
        if claim.paid_back.minor > 0 {
            let chain = paid_back(&claim);
            match ledger::submit(&mut tx, now, std::slice::from_ref(&chain)).await?.into_iter().next() {
                Some(Outcome::Applied) => {}
                other => return Err(DbError::State(format!("{chain:?} was answered {other:?}")).into()),
            }
        }
        if claim.state != before.state {
            let payload = json!({
                "supplier": claim.supplier, "state": claim.state.code(), "paid_back": claim.paid_back.minor,
                "currency": claim.paid_back.currency,
            });
            let event = NewEvent::new(Some(claim.merchant), "supplier.claim_changed", claim.id, &payload);
            jobs::publish(&mut tx, orders.ambient(), vec![event]).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Ends a claim that a person has settled with the supplier.
    pub async fn end_claim(
        &self,
        merchant: MerchantId,
        id: SupplierClaimId,
        end: ClaimEnd,
        reason: &str,
    ) -> Result<(), OrderError> {
        let said = clean_line(reason, 300).map_err(|_| OrderRefusal::BadReason)?;
        let mut tx = self.orders().db().read().await?;
        let claim = rows::find(&mut tx, merchant, id).await?.ok_or(OrderRefusal::NotFound)?;
        let most = rows::left_of(&mut tx, &claim).await?;
        drop(tx);
        if matches!(claim.state, ClaimState::Settled | ClaimState::Refused) {
            return Err(RechargeRefusal::AttemptDecided.into());
        }
        let mut ended = claim.clone();
        ended.said = said;
        match end {
            ClaimEnd::Settled(minor) if (0..=most).contains(&minor) => {
                (ended.state, ended.paid_back) =
                    (ClaimState::Settled, Money::new(minor, claim.paid_back.currency));
            }
            ClaimEnd::Settled(_) => return Err(RechargeRefusal::PaidBackTooMuch { most }.into()),
            ClaimEnd::Refused => ended.state = ClaimState::Refused,
        }
        on_conflict(4, || self.write_claim(&claim, ended.clone(), None)).await
    }
}

fn keep(claim: &mut SupplierClaim, reference: &Option<String>) {
    // Whoever took it on without a number of its own is asked under ours.
    let known = reference.clone().unwrap_or_else(|| encode_128(claim.id.0));
    claim.reference = known;
}

/// What was spent comes back into the deposit.
fn paid_back(claim: &SupplierClaim) -> Chain {
    let currency = claim.paid_back.currency;
    Chain {
        book: claim.merchant.to_string(),
        reference: claim.id.to_string(),
        steps: vec![Step::Post {
            id: format!("{}/back", claim.id),
            debit: accounts::supplier_spent(claim.merchant, claim.supplier, currency),
            credit: accounts::supplier_deposit(claim.merchant, claim.supplier, currency),
            amount: claim.paid_back.minor,
        }],
    }
}

/// How an attempt is called over there.
pub(crate) fn named(order_no: String, reference: String, quantity: i64, sent_at: Time) -> SupplyRef {
    SupplyRef {
        order_no,
        wanted: Wanted::Keys,
        quantity,
        reference: Some(reference).filter(|text| !text.is_empty()),
        sent_at,
    }
}
