use super::{Chain, DiversionRefusal};
use crate::agreement;
use crate::alarm::{AlarmKind, NewAlarm};
use crate::{Orders, store};
use db::Tx;
use jobs::NewEvent;
use kernel::{
    BadText, DeliveryId, DiversionId, MerchantId, OrderId, Page, PageAsk, SkuId, Time, UserId, clean_line,
    clean_text,
};
use serde_json::json;
use std::str::FromStr;
use vault::{Item, SkuKind};

/// A found key that is kept as a case.
#[derive(Clone, Debug)]
pub struct NewDiversion {
    pub merchant: MerchantId,
    pub sku: SkuId,
    /// Of the unit, as the look-up told it.
    pub number: i64,
    /// Where it was found, in a line.
    pub place: String,
    /// The address of the page; may be empty.
    pub url: String,
    pub found_at: Option<Time>,
    /// May be empty.
    pub note: String,
}

/// One whose words and unit were looked at.
pub struct ReadyDiversion {
    new: NewDiversion,
    item: Item,
    delivery: Option<DeliveryId>,
}

/// A case as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiversionCase {
    pub merchant: MerchantId,
    pub id: DiversionId,
    pub sku: SkuId,
    pub number: i64,
    /// None where the unit was not sold, and for a loop secret.
    pub delivery: Option<DeliveryId>,
    /// Who bought it; none for guests, and once the account was deleted.
    pub partner: Option<UserId>,
    pub place: String,
    pub url: String,
    pub found_at: Option<Time>,
    pub note: String,
    /// None while it is open.
    pub outcome: Option<Outcome>,
    pub sentence: String,
    /// Ids of users.
    pub opened_by: String,
    pub opened_at: Time,
    pub closed_by: Option<String>,
    pub closed_at: Option<Time>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    PartnerWarned,
    PartnerStopped,
    /// The key did not come from these goods after all.
    NotOurs,
    Unfounded,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::PartnerWarned, Self::PartnerStopped, Self::NotOurs, Self::Unfounded];

    /// Stable, for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::PartnerWarned => "partner_warned",
            Self::PartnerStopped => "partner_stopped",
            Self::NotOurs => "not_ours",
            Self::Unfounded => "unfounded",
        }
    }
}

impl FromStr for Outcome {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code).ok_or(())
    }
}

/// Which cases a list shows; the default shows all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiversionFilter {
    pub merchant: Option<MerchantId>,
    pub open: Option<bool>,
    pub partner: Option<UserId>,
}

/// Cases about units that one user bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartnerCases {
    pub partner: UserId,
    pub cases: i64,
    pub open: i64,
    /// Closed ones that ended with a warning, and with a stop.
    pub warned: i64,
    pub stopped: i64,
    pub last_at: Time,
}

const PLACE_MAX: usize = 200;
const URL_MAX: usize = 500;
const NOTE_MAX: usize = 1_000;
const SENTENCE_MAX: usize = 500;

impl Orders {
    /// Looks at words and unit before the transaction in which [`Orders::open_diversion`] writes them.
    pub async fn prepare_diversion(&self, new: &NewDiversion) -> Result<ReadyDiversion, DiversionRefusal> {
        let new = checked(new, self.ambient().now())?;
        let mut tx = self.db().read().await?;
        let item = vault::item(&mut tx, new.merchant, new.sku, new.number).await?;
        let item = item.ok_or(DiversionRefusal::NoSuchUnit)?;
        let delivery = match item.kind {
            SkuKind::OneTime => store::traced::delivery(&mut tx, &item).await?.map(|unit| unit.id),
            SkuKind::Loop => None,
        };
        drop(tx);
        self.no_key_in(new.merchant, &[&new.place, &new.url, &new.note]).await?;
        Ok(ReadyDiversion { new, item, delivery })
    }

    /// Writes the case, its event and an alarm, and does what was agreed with its partner for that day; wake the jobs after the commit ([`Orders::wake_jobs`]).
    pub async fn open_diversion(
        &self,
        tx: &mut Tx,
        ready: &ReadyDiversion,
        who: &str,
    ) -> Result<DiversionCase, DiversionRefusal> {
        let (id, now) = (DiversionId::new(self.ambient()), self.ambient().now());
        let ReadyDiversion { new, item, delivery } = ready;
        let written = store::diversions::insert(tx, id, (new, *delivery), who, now).await;
        match written {
            Err(error) if error.is_unique("diversion_cases__merchant_sku_number") => {
                return Err(DiversionRefusal::AlreadyOpen);
            }
            other => other?,
        }
        let order = delivery.map(|delivery| delivery.order);
        let detail = json!({ "sku": item.sku, "number": item.number, "batch": item.batch, "order": order });
        let event = NewEvent::new(Some(new.merchant), "diversion.opened", id, &detail);
        jobs::publish(tx, self.ambient(), vec![event]).await?;
        let alarm = NewAlarm::new(new.merchant, AlarmKind::KeyDiverted, id, detail);
        let alarm = order.into_iter().fold(alarm, NewAlarm::of_order);
        self.1.put(tx, &alarm).await?;
        if let Some(order) = order {
            agreement::case_opened(tx, self.ambient(), new.merchant, (order, id)).await?;
        }
        store::diversions::find(tx, id).await?.ok_or(DiversionRefusal::NoSuchCase)
    }

    /// Looks at the sentence before the transaction in which [`Orders::close_diversion`] writes it.
    pub async fn prepare_sentence(
        &self,
        case: &DiversionCase,
        sentence: &str,
    ) -> Result<String, DiversionRefusal> {
        let sentence = clean_text(sentence, SENTENCE_MAX);
        let sentence = sentence.map_err(|why| DiversionRefusal::BadText { field: "sentence", why })?;
        self.no_key_in(case.merchant, &[&sentence]).await?;
        Ok(sentence)
    }

    /// Ends an open case, in the caller's transaction.
    pub async fn close_diversion(
        &self,
        tx: &mut Tx,
        case: &DiversionCase,
        (outcome, sentence): (Outcome, &str),
        who: &str,
    ) -> Result<DiversionCase, DiversionRefusal> {
        let now = self.ambient().now();
        if !store::diversions::close(tx, case, (outcome, sentence), who, now).await? {
            return Err(DiversionRefusal::AlreadyClosed);
        }
        let detail = json!({ "sku": case.sku, "number": case.number, "outcome": outcome.code() });
        let event = NewEvent::new(Some(case.merchant), "diversion.closed", case.id, &detail);
        jobs::publish(tx, self.ambient(), vec![event]).await?;
        store::diversions::find(tx, case.id).await?.ok_or(DiversionRefusal::NoSuchCase)
    }

    /// One case: of that merchant, or of any.
    pub async fn diversion(
        &self,
        id: DiversionId,
        of: Option<MerchantId>,
    ) -> Result<DiversionCase, DiversionRefusal> {
        let mut tx = self.db().read().await?;
        let case = store::diversions::find(&mut tx, id).await?;
        let case = case.filter(|case| of.is_none_or(|merchant| case.merchant == merchant));
        case.ok_or(DiversionRefusal::NoSuchCase)
    }

    /// Newest first. The cursor is the id of a case.
    pub async fn diversions(
        &self,
        filter: &DiversionFilter,
        ask: &PageAsk,
    ) -> Result<Page<DiversionCase>, DiversionRefusal> {
        let mut tx = self.db().read().await?;
        let rows = store::diversions::list(&mut tx, filter, ask.after.as_deref(), ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |case| case.id.to_string()))
    }

    /// Whose units turned up, those with the most cases first; a hundred of them.
    pub async fn diverting_partners(
        &self,
        of: Option<MerchantId>,
    ) -> Result<Vec<PartnerCases>, DiversionRefusal> {
        let mut tx = self.db().read().await?;
        Ok(store::diversions::partners(&mut tx, of).await?)
    }

    /// The way of the unit that a case is about, as it stands now. That it was a canary nobody knows without the key.
    pub async fn diversion_chain(&self, case: &DiversionCase) -> Result<Option<Chain>, DiversionRefusal> {
        let mut tx = self.db().read().await?;
        let item = vault::item(&mut tx, case.merchant, case.sku, case.number).await?;
        drop(tx);
        let Some(item) = item else { return Ok(None) };
        Ok(self.chains(&[(item, false)]).await?.pop())
    }
}

impl DiversionCase {
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }
    pub fn order(&self) -> Option<OrderId> {
        self.delivery.map(|delivery| delivery.order)
    }
}

fn checked(new: &NewDiversion, now: Time) -> Result<NewDiversion, DiversionRefusal> {
    let bad = |field| move |why| DiversionRefusal::BadText { field, why };
    let place = clean_line(&new.place, PLACE_MAX).map_err(bad("place"))?;
    let note = match clean_text(&new.note, NOTE_MAX) {
        Err(BadText::Empty) => String::new(),
        other => other.map_err(bad("note"))?,
    };
    let url = match clean_line(&new.url, URL_MAX) {
        Err(BadText::Empty) => String::new(),
        Ok(url) if url.starts_with("https://") || url.starts_with("http://") => url,
        _ => return Err(DiversionRefusal::BadUrl),
    };
    if new.found_at.is_some_and(|at| at > now) {
        return Err(DiversionRefusal::BadTime);
    }
    Ok(NewDiversion { place, url, note, ..new.clone() })
}
