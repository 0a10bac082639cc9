use crate::store::{claims, docked};
use crate::{DockRefusal, DockState, Docking, Partner, Result};
use aftercare::{CareRefusal, Case, NewCase, Party, Reason, Remedy, State};
use kernel::{Money, Span, hex};
use orders::Order;
use serde_json::json;

/// What is wrong with what was delivered, in a partner's words.
#[derive(Clone, Debug)]
pub struct NewClaim {
    /// The partner's own number, and the idempotency key: 1 to 64 visible characters.
    pub claim_no: String,
    pub reason: Reason,
    /// 1 to 2,000 characters.
    pub text: String,
    /// How many units it is about.
    pub units: i64,
}

/// How a complaint stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockedClaim {
    pub claim_no: String,
    /// `open`, `settled` or `refused`
    pub state: &'static str,
    /// What the merchant offers: its number, and what goes back; where units are to be replaced, how many.
    pub offer: Option<(i64, Money, usize)>,
    /// What goes back if all of it is granted.
    pub wanted: Money,
    pub paid_back: Money,
    /// Units that were replaced: the order has other keys now.
    pub replaced: i64,
}

impl DockedClaim {
    fn of(claim_no: &str, case: &Case) -> Self {
        let granted = case.refunded > 0 || case.replaced > 0;
        let state = match (case.is_open(), granted) {
            (true, _) => "open",
            (false, true) => "settled",
            (false, false) => "refused",
        };
        let offer = (case.state == State::Offered)
            .then(|| (case.offer_no, case.money(case.offer), case.offer_units.len()));
        let wanted = if case.remedy == Remedy::Partial { case.wanted } else { case.amount };
        Self {
            claim_no: claim_no.to_owned(),
            state,
            offer,
            wanted: case.money(wanted),
            paid_back: case.money(case.refunded),
            replaced: case.replaced,
        }
    }
}

/// What a partner does in a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClaimAct {
    Accept(i64),
    Decline,
    Withdraw,
}

/// How soon an order is looked at whose complaint goes on.
pub(crate) const CLAIMED: Span = Span::seconds(15);

impl Docking {
    /// Opens a dispute about it, as its buyer would; said twice under one number, it is one.
    pub async fn claim(&self, partner: &Partner, downstream_no: &str, new: &NewClaim) -> Result<DockedClaim> {
        let row = self.find_row(partner, downstream_no).await?;
        let docked = self.docked(partner, &row, false).await?;
        let visible = new.claim_no.chars().all(|c| !c.is_control() && !c.is_whitespace());
        if !visible || !(1..=64).contains(&new.claim_no.chars().count()) {
            return Err(DockRefusal::BadNumber);
        }
        if docked.state != DockState::Delivered {
            return Err(CareRefusal::NotDelivered.into());
        }
        let asked = json!([downstream_no, new.reason.code(), new.text, new.units]).to_string();
        let stored = claims::Stored {
            claim_no: new.claim_no.clone(),
            digest: hex(seals::sha256(&[asked.as_bytes()])),
            downstream_no: downstream_no.to_owned(),
            dispute: None,
        };
        let case = new_case(&docked.order, new)?;
        let mut tx = self.db().begin().await?;
        let fresh = claims::insert(&mut tx, partner.key.id, &stored, self.ambient().now()).await?;
        let known = if fresh { None } else { claims::find(&mut tx, partner.key.id, &new.claim_no).await? };
        tx.commit().await?;
        match known {
            Some(known) if known.digest != stored.digest => Err(DockRefusal::NumberUsed),
            Some(known) if known.dispute.is_some() => self.claim_of(partner, &known).await,
            known => self.open_case(partner, &stored, &case, known.is_some()).await,
        }
    }

    /// `again`: it was being opened before, and nobody knows what came of that.
    async fn open_case(
        &self,
        partner: &Partner,
        stored: &claims::Stored,
        case: &NewCase,
        again: bool,
    ) -> Result<DockedClaim> {
        let party = Party::Account(partner.key.user);
        let opened = match self.aftercare().open(party, case).await {
            Ok(case) => case,
            Err(CareRefusal::AlreadyOpen) if again => self.open_before(case).await?,
            Err(refusal) => {
                let certain = !matches!(refusal, CareRefusal::Db(_) | CareRefusal::Fault(_));
                if certain {
                    let mut tx = self.db().begin().await?;
                    claims::refused(&mut tx, partner.key.id, &stored.claim_no).await?;
                    tx.commit().await?;
                }
                return Err(refusal.into());
            }
        };
        let mut tx = self.db().begin().await?;
        claims::opened(&mut tx, partner.key.id, &stored.claim_no, opened.id).await?;
        let soon = self.ambient().now().after(CLAIMED);
        docked::hurry(&mut tx, partner.key.id, &stored.downstream_no, soon).await?;
        tx.commit().await?;
        Ok(DockedClaim::of(&stored.claim_no, &opened))
    }

    async fn open_before(&self, case: &NewCase) -> Result<Case> {
        let open = self.aftercare().of_order(case.order).await?.into_iter().find(Case::is_open);
        open.ok_or(DockRefusal::Busy)
    }

    /// How it stands.
    pub async fn claimed(
        &self,
        partner: &Partner,
        downstream_no: &str,
        claim_no: &str,
    ) -> Result<DockedClaim> {
        let stored = self.find_claim(partner, downstream_no, claim_no).await?;
        self.claim_of(partner, &stored).await
    }

    /// The partner answers the merchant, or gives it up.
    pub(crate) async fn act(
        &self,
        partner: &Partner,
        (downstream_no, claim_no): (&str, &str),
        act: ClaimAct,
    ) -> Result<DockedClaim> {
        let stored = self.find_claim(partner, downstream_no, claim_no).await?;
        let (id, party) = (stored.dispute.ok_or(DockRefusal::NoSuchClaim)?, Party::Account(partner.key.user));
        let care = self.aftercare();
        let case = match act {
            ClaimAct::Accept(offer) => care.accept(id, party, offer).await?,
            ClaimAct::Decline => care.decline(id, party, "").await?,
            ClaimAct::Withdraw => care.withdraw(id, party).await?,
        };
        let mut tx = self.db().begin().await?;
        docked::hurry(&mut tx, partner.key.id, downstream_no, self.ambient().now()).await?;
        tx.commit().await?;
        Ok(DockedClaim::of(claim_no, &case))
    }

    async fn find_claim(
        &self,
        partner: &Partner,
        downstream_no: &str,
        claim_no: &str,
    ) -> Result<claims::Stored> {
        let found = claims::find(&mut self.db().read().await?, partner.key.id, claim_no).await?;
        let found = found.filter(|claim| claim.downstream_no == downstream_no && claim.dispute.is_some());
        found.ok_or(DockRefusal::NoSuchClaim)
    }

    async fn claim_of(&self, partner: &Partner, stored: &claims::Stored) -> Result<DockedClaim> {
        let id = stored.dispute.ok_or(DockRefusal::NoSuchClaim)?;
        let case = self.aftercare().case(id, Party::Account(partner.key.user)).await?;
        Ok(DockedClaim::of(&stored.claim_no, &case))
    }

    pub(crate) async fn claims_of(
        &self,
        partner: &Partner,
        row: &docked::Stored,
    ) -> Result<Vec<DockedClaim>> {
        let stored = claims::of(&mut self.db().read().await?, partner.key.id, &row.downstream_no).await?;
        let mut all = Vec::with_capacity(stored.len());
        for claim in &stored {
            all.push(self.claim_of(partner, claim).await?);
        }
        Ok(all)
    }
}

/// About all units, or so many of them at what one costs.
fn new_case(order: &Order, new: &NewClaim) -> Result<NewCase> {
    let most = order.units();
    if !(1..=most).contains(&new.units) {
        return Err(DockRefusal::BadClaim { most });
    }
    let unit = order.lines.first().map_or(0, |line| line.unit_price);
    let (remedy, wanted) = match new.units == most {
        true => (Remedy::Refund, 0),
        false => (Remedy::Partial, unit.saturating_mul(new.units)),
    };
    Ok(NewCase {
        order: order.id,
        lines: Vec::new(),
        reason: new.reason,
        remedy,
        wanted,
        text: new.text.clone(),
    })
}
