use crate::close::Back;
use crate::entry::Said;
use crate::mail::Notice;
use crate::service::{must_be, words};
use crate::words::{How, Side, State};
use crate::{Aftercare, CareRefusal, Case, Party, Result, store};
use db::Tx;
use identity::{IdentityRefusal, User};
use kernel::{DeliveryId, DisputeId, UserId};
use serde_json::json;

/// What was found of a case and an arbiter before a transaction is opened.
pub struct Ruling {
    id: DisputeId,
    arbiter: UserId,
    back: i64,
    /// Which units are replaced; empty, and none named: those that can be.
    replaces: Option<Vec<DeliveryId>>,
    text: String,
    known: crate::evidence::Evidence,
}

/// That somebody is no party to a case, as far as that is found outside of it.
pub struct Neutral {
    id: DisputeId,
    arbiter: UserId,
}

impl Aftercare {
    /// Whether somebody may judge it at all; outside of a transaction.
    pub async fn neutral(&self, id: DisputeId, arbiter: UserId) -> Result<Neutral> {
        let case = self.case(id, Party::Platform(arbiter)).await?;
        self.must_be_neutral(&case, arbiter).await?;
        Ok(Neutral { id, arbiter })
    }

    /// One of the operator's people looks at it from now on. Nobody who is party to it, and after an appeal not who
    /// ruled first. Taken again by the same one, nothing changes. In the caller's transaction.
    pub async fn take(&self, tx: &mut Tx, &Neutral { id, arbiter }: &Neutral) -> Result<Case> {
        let mut case = self.held(tx, id, &Party::Platform(arbiter)).await?;
        must_be(&case, &[State::Platform, State::Appealed])?;
        self.may_judge(tx, &case, arbiter).await?;
        let who = arbiter.to_string();
        if case.taken_by.as_deref() == Some(who.as_str()) {
            return Ok(case);
        }
        case.taken_by = Some(who.clone());
        let said = Said { side: Side::Platform, who: &who, kind: "taken", text: "", data: json!({}) };
        self.append(tx, id, said).await?;
        let was = case.state;
        self.change(tx, was, &mut case).await?;
        self.tell(tx, &case, "dispute.taken", &[]).await?;
        Ok(case)
    }

    /// Looks at all that is known before a ruling: outside of a transaction, because it takes some milliseconds. `back` is
    /// how much of what is disputed goes back.
    pub async fn prepare_ruling(
        &self,
        id: DisputeId,
        arbiter: UserId,
        back: i64,
        text: &str,
    ) -> Result<Ruling> {
        let text = words(text)?;
        let case = self.case(id, Party::Platform(arbiter)).await?;
        self.must_be_neutral(&case, arbiter).await?;
        let order = self.orders().find(case.order).await?;
        let known = self.evidence(&order, id).await?;
        Ok(Ruling { id, arbiter, back, replaces: None, text, known })
    }

    /// The same where other keys are to take the place of those units, or of all that can be replaced where none is
    /// named. What they cost goes back instead where nothing is left when the ruling is carried out.
    pub async fn prepare_replacement(
        &self,
        id: DisputeId,
        arbiter: UserId,
        units: &[DeliveryId],
        text: &str,
    ) -> Result<Ruling> {
        let ruling = self.prepare_ruling(id, arbiter, 0, text).await?;
        Ok(Ruling { replaces: Some(units.to_vec()), ..ruling })
    }

    /// Rules, in the caller's transaction, which has to be committed. The first ruling waits for an appeal; the second one
    /// holds at once.
    pub async fn rule(&self, tx: &mut Tx, ruling: &Ruling) -> Result<Case> {
        let Ruling { id, arbiter, back, replaces, text, known } = ruling;
        let mut case = self.held(tx, *id, &Party::Platform(*arbiter)).await?;
        must_be(&case, &[State::Platform, State::Appealed])?;
        self.may_judge(tx, &case, *arbiter).await?;
        if !(0..=case.amount).contains(back) {
            return Err(CareRefusal::BadRuling { most: case.money(case.amount) });
        }
        let back = match replaces {
            Some(units) => self.replacement(tx, &case, units).await?,
            None => Back::money(*back),
        };
        let who = arbiter.to_string();
        let was = case.state;
        let data = json!({
            "back": back.money, "of": case.amount, "currency": case.currency, "final": was == State::Appealed,
            "units": back.units,
        });
        let said = Said { side: Side::Platform, who: &who, kind: "ruled", text, data };
        let seq = self.append(tx, *id, said).await?;
        self.remember(tx, &case, &format!("ruled-{seq}"), known).await?;
        if was == State::Appealed {
            self.settle(tx, &mut case, &back, How::Ruled, (&who, text)).await?;
            return Ok(case);
        }
        case.ruled = Some(back.money);
        case.ruled_units = back.units;
        case.ruled_by = Some(who);
        self.turn(&mut case, State::Ruled, self.settings().appeal_hours);
        self.change(tx, was, &mut case).await?;
        self.tell(tx, &case, "dispute.ruled", &[Notice::RuledToBuyer, Notice::RuledToMerchant]).await?;
        Ok(case)
    }

    /// What can be asked of the case and its chain.
    async fn may_judge(&self, tx: &mut Tx, case: &Case, arbiter: UserId) -> Result<()> {
        let who = arbiter.to_string();
        if case.buyer == Some(arbiter) {
            return Err(CareRefusal::OwnCase);
        }
        let entries = store::entries::of(tx, case.id).await?;
        let party = |entry: &crate::Entry| entry.side != Side::Platform && entry.who == who;
        if entries.iter().any(party) {
            return Err(CareRefusal::OwnCase);
        }
        if case.state == State::Appealed && case.ruled_by.as_deref() == Some(who.as_str()) {
            return Err(CareRefusal::SameArbiter);
        }
        match case.taken_by.as_deref() {
            Some(taken) if taken != who => Err(CareRefusal::TakenBySomebodyElse),
            _ => Ok(()),
        }
    }

    /// Neither the buyer, also where they bought as a guest under an address of theirs, nor one of the merchant's people.
    async fn must_be_neutral(&self, case: &Case, arbiter: UserId) -> Result<()> {
        let person = match self.identity().user(arbiter).await {
            Err(IdentityRefusal::NoSuchUser) => return Err(CareRefusal::OwnCase),
            other => other?,
        };
        let order = self.orders().find(case.order).await?;
        let own = order.contact.as_deref().is_some_and(|contact| is_reached_at(&person, contact));
        if own || case.buyer == Some(arbiter) || person.merchant == Some(case.merchant) {
            return Err(CareRefusal::OwnCase);
        }
        Ok(())
    }
}

fn is_reached_at(person: &User, contact: &str) -> bool {
    let contact = contact.trim().to_lowercase();
    let phone = person.phone.as_deref().unwrap_or_default();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let same_phone = digits(phone).len() >= 7 && !contact.contains('@') && {
        let (one, two) = (digits(phone), digits(&contact));
        one.ends_with(&two) && two.len() >= 7 || two.ends_with(&one)
    };
    (!person.email.is_empty() && person.email.to_lowercase() == contact) || same_phone
}
