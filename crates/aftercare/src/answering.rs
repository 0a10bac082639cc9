use crate::close::Back;
use crate::entry::Said;
use crate::files::TALKING;
use crate::mail::Notice;
use crate::service::{few_words, must_be, words};
use crate::words::{How, Moment, Side, State};
use crate::{Aftercare, CareRefusal, Case, Party, Result};
use db::Tx;
use kernel::{DeliveryId, DisputeId};
use serde_json::json;

impl Aftercare {
    /// Says something; whoever has to act still has to.
    pub async fn say(&self, id: DisputeId, party: Party<'_>, text: &str) -> Result<Case> {
        let text = words(text)?;
        let mut tx = self.db().begin().await?;
        let mut case = self.held(&mut tx, id, &party).await?;
        must_be(&case, &TALKING)?;
        let who = party.who();
        let said = Said { side: party.side(), who: &who, kind: "text", text: &text, data: json!({}) };
        self.append(&mut tx, id, said).await?;
        let was = case.state;
        self.change(&mut tx, was, &mut case).await?;
        let notices = match party.side() {
            Side::Buyer => vec![Notice::SaidToMerchant],
            Side::Merchant => vec![Notice::SaidToBuyer],
            Side::Platform | Side::System => vec![Notice::SaidToBuyer, Notice::SaidToMerchant],
        };
        self.tell(&mut tx, &case, "dispute.said", &notices).await?;
        self.commit(tx).await?;
        Ok(case)
    }

    /// The merchant offers to give so much back. Until somebody has answered, a new offer takes the place of the old one.
    /// In the caller's transaction, which has to be committed: [`Aftercare::wake`] then tells the mails.
    pub async fn offer(
        &self,
        tx: &mut Tx,
        id: DisputeId,
        party: Party<'_>,
        (amount, text): (i64, &str),
    ) -> Result<Case> {
        let text = few_words(text)?;
        let mut case = self.held(tx, id, &party).await?;
        self.by_merchant(&party)?;
        must_be(&case, &[State::Merchant, State::Offered, State::Platform])?;
        if !(1..=case.amount).contains(&amount) {
            return Err(CareRefusal::BadOffer { most: case.money(case.amount) });
        }
        self.offered(tx, &mut case, (&party.who(), &text), Back::money(amount)).await?;
        Ok(case)
    }

    /// The merchant offers other keys in the place of those units, or of all that can be replaced where none is named.
    /// Refused where nothing is left to replace them with; if that is so only when the buyer accepts, what they cost goes
    /// back instead.
    pub async fn offer_replacement(
        &self,
        tx: &mut Tx,
        id: DisputeId,
        party: Party<'_>,
        (units, text): (&[DeliveryId], &str),
    ) -> Result<Case> {
        let text = few_words(text)?;
        let mut case = self.held(tx, id, &party).await?;
        self.by_merchant(&party)?;
        must_be(&case, &[State::Merchant, State::Offered, State::Platform])?;
        let back = self.replacement(tx, &case, units).await?;
        self.offered(tx, &mut case, (&party.who(), &text), back).await?;
        Ok(case)
    }

    async fn offered(
        &self,
        tx: &mut Tx,
        case: &mut Case,
        (who, text): (&str, &str),
        back: Back,
    ) -> Result<()> {
        let was = case.state;
        case.offer = back.money;
        case.offer_units = back.units;
        case.offer_no += 1;
        self.answered(case);
        self.turn(case, State::Offered, self.settings().buyer_hours);
        let data = json!({
            "offer": case.offer_no, "amount": case.offer, "currency": case.currency, "units": case.offer_units,
        });
        self.append(tx, case.id, Said { side: Side::Merchant, who, kind: "offer", text, data }).await?;
        self.change(tx, was, case).await?;
        self.tell(tx, case, "dispute.offered", &[Notice::OfferedToBuyer]).await
    }

    /// The merchant does not agree: the platform rules, unless a rule decides.
    pub async fn contest(&self, id: DisputeId, party: Party<'_>, text: &str) -> Result<Case> {
        let text = words(text)?;
        self.by_merchant(&party)?;
        let seen = self.case(id, party).await?;
        let order = self.orders().find(seen.order).await?;
        let known = self.evidence(&order, id).await?;
        let seen = Case { answered_at: Some(self.ambient().now()), ..seen };
        let asked = self.ask_rules(&seen, &order, &known, Moment::Contested).await?;
        let mut tx = self.db().begin().await?;
        let mut case = self.held(&mut tx, id, &party).await?;
        must_be(&case, &[State::Merchant])?;
        let who = party.who();
        let said = Said { side: Side::Merchant, who: &who, kind: "contested", text: &text, data: json!({}) };
        self.append(&mut tx, id, said).await?;
        self.answered(&mut case);
        self.to_platform(&mut tx, &mut case).await?;
        self.follow(&mut tx, &mut case, &asked, How::ByRule).await?;
        self.commit(tx).await?;
        Ok(case)
    }

    /// The buyer agrees to the offer of that number: it is done at once, and the case is closed. Said again, it
    /// changes nothing.
    pub async fn accept(&self, id: DisputeId, party: Party<'_>, offer: i64) -> Result<Case> {
        let mut tx = self.db().begin().await?;
        let mut case = self.held(&mut tx, id, &party).await?;
        self.by_buyer(&party)?;
        if case.how == Some(How::Agreed) && case.offer_no == offer {
            return Ok(case);
        }
        must_be(&case, &[State::Offered])?;
        if case.offer_no != offer {
            return Err(CareRefusal::OfferChanged);
        }
        let who = party.who();
        let data = json!({ "offer": offer, "amount": case.offer, "currency": case.currency });
        let said = Said { side: Side::Buyer, who: &who, kind: "accepted", text: "", data };
        self.append(&mut tx, id, said).await?;
        let back = Back { money: case.offer, units: case.offer_units.clone() };
        self.settle(&mut tx, &mut case, &back, How::Agreed, (&who, "")).await?;
        self.commit(tx).await?;
        Ok(case)
    }

    /// The buyer does not want what is offered: the platform rules.
    pub async fn decline(&self, id: DisputeId, party: Party<'_>, text: &str) -> Result<Case> {
        let text = few_words(text)?;
        let mut tx = self.db().begin().await?;
        let mut case = self.held(&mut tx, id, &party).await?;
        self.by_buyer(&party)?;
        must_be(&case, &[State::Offered])?;
        let who = party.who();
        let data = json!({ "offer": case.offer_no });
        let said = Said { side: Side::Buyer, who: &who, kind: "declined", text: &text, data };
        self.append(&mut tx, id, said).await?;
        self.to_platform(&mut tx, &mut case).await?;
        self.commit(tx).await?;
        Ok(case)
    }

    /// The buyer has nothing to complain of any more. Said again, it changes nothing.
    pub async fn withdraw(&self, id: DisputeId, party: Party<'_>) -> Result<Case> {
        let mut tx = self.db().begin().await?;
        let mut case = self.held(&mut tx, id, &party).await?;
        self.by_buyer(&party)?;
        if case.how == Some(How::Withdrawn) {
            return Ok(case);
        }
        must_be(&case, &[State::Merchant, State::Offered, State::Platform])?;
        self.settle(&mut tx, &mut case, &Back::default(), How::Withdrawn, (&party.who(), "")).await?;
        self.commit(tx).await?;
        Ok(case)
    }

    /// Either side does not agree with the first ruling: another arbiter judges, once and for good.
    pub async fn appeal(&self, id: DisputeId, party: Party<'_>, text: &str) -> Result<Case> {
        let text = words(text)?;
        let mut tx = self.db().begin().await?;
        let mut case = self.held(&mut tx, id, &party).await?;
        must_be(&case, &[State::Ruled])?;
        let side = party.side();
        let ruled = case.ruled.unwrap_or(0);
        match side {
            Side::Buyer if !case.may_appeal_as_buyer() => return Err(CareRefusal::NothingToAppeal),
            Side::Merchant if ruled == 0 => return Err(CareRefusal::NothingToAppeal),
            Side::Buyer | Side::Merchant => {}
            Side::Platform | Side::System => return Err(CareRefusal::NoSuchCase),
        }
        if case.due_at.is_some_and(|due| due <= self.ambient().now()) {
            return Err(CareRefusal::WrongState { state: "ruled, and the time for an appeal is over" });
        }
        case.appealed_by = Some(side);
        case.taken_by = None;
        case.platform_at = Some(self.ambient().now());
        self.turn(&mut case, State::Appealed, self.settings().platform_hours);
        let who = party.who();
        self.append(&mut tx, id, Said { side, who: &who, kind: "appealed", text: &text, data: json!({}) })
            .await?;
        self.change(&mut tx, State::Ruled, &mut case).await?;
        let notice = if side == Side::Buyer { Notice::AppealedToMerchant } else { Notice::AppealedToBuyer };
        self.tell(&mut tx, &case, "dispute.appealed", &[notice]).await?;
        self.commit(tx).await?;
        Ok(case)
    }

    pub(crate) async fn to_platform(&self, tx: &mut Tx, case: &mut Case) -> Result<()> {
        let was = case.state;
        case.platform_at = Some(self.ambient().now());
        self.turn(case, State::Platform, self.settings().platform_hours);
        self.change(tx, was, case).await?;
        self.tell(tx, case, "dispute.to_platform", &[Notice::PlatformToBuyer, Notice::PlatformToMerchant])
            .await
    }

    /// Somebody else has to act now.
    pub(crate) fn turn(&self, case: &mut Case, state: State, hours: i64) {
        case.state = state;
        case.due_at = Some(self.due(hours));
        case.reminded = false;
    }

    fn answered(&self, case: &mut Case) {
        case.answered_at = case.answered_at.or(Some(self.ambient().now()));
    }

    fn by_merchant(&self, party: &Party<'_>) -> Result<()> {
        if party.side() == Side::Merchant { Ok(()) } else { Err(CareRefusal::NoSuchCase) }
    }

    fn by_buyer(&self, party: &Party<'_>) -> Result<()> {
        if party.side() == Side::Buyer { Ok(()) } else { Err(CareRefusal::NoSuchCase) }
    }

    /// After a commit of the caller that left jobs.
    pub fn wake(&self) {
        if let Some(wake) = self.0.wake.get() {
            wake();
        }
    }
}
