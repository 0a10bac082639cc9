use super::fire::publish;
use super::{Agreement, AgreementRefusal, Allocation, Clause, Clauses, Fired, Frozen, NewAllocation, Stops};
use crate::{DiversionCase, Orders, store};
use db::Tx;
use kernel::{Ambient, MerchantId, ProductId, SkuId, Time, UserId, clean_line, encode_128};
use serde_json::json;

const AGREEMENTS_MAX: i64 = 500;
const ALLOCATIONS_MAX: i64 = 20;
const UNITS_MAX: i64 = 1_000_000_000;
const LABEL_MAX: usize = 60;
/// As the trail keeps it.
const REASON_MAX: usize = 300;

type Result<T> = std::result::Result<T, AgreementRefusal>;

/// An agreement with all that hangs on it.
#[derive(Clone, Debug)]
pub struct Partnered {
    pub agreement: Agreement,
    /// By their codes.
    pub allocations: Vec<Allocation>,
    /// The newest first, at most a hundred.
    pub fired: Vec<Fired>,
}

/// Sets what the partner is called and what the clauses do. A freeze stays as it is. `known` says that the user is a partner
/// already, whatever they have of this merchant.
pub async fn put_agreement(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, user, known): (MerchantId, UserId, bool),
    (label, clauses): (&str, Clauses),
    who: &str,
) -> Result<Agreement> {
    let label = match label.trim() {
        "" => String::new(),
        label => clean_line(label, LABEL_MAX).map_err(|why| AgreementRefusal::value("label", why))?,
    };
    checked(&clauses)?;
    let before = store::agreements::lock(tx, &[(merchant, user)]).await?.pop();
    if before.is_none() && !known && !store::agreements::is_partner(tx, merchant, user).await? {
        return Err(AgreementRefusal::NotAPartner);
    }
    let agreement = Agreement {
        merchant,
        user,
        label,
        clauses,
        frozen: before.as_ref().and_then(|before| before.frozen.clone()),
        changed_at: ambient.now(),
        changed_by: who.to_owned(),
        tries: before.as_ref().map_or((0, 0), |before| before.tries),
    };
    match before {
        Some(_) => store::agreements::change(tx, &agreement).await?,
        None => {
            if store::agreements::count(tx, merchant).await? >= AGREEMENTS_MAX {
                return Err(AgreementRefusal::TooManyAgreements { most: AGREEMENTS_MAX });
            }
            store::agreements::insert(tx, &agreement).await?;
            // Nodes remember who has one.
            catalog::terms_changed(tx, merchant).await?;
        }
    }
    Ok(agreement)
}

fn checked(clauses: &Clauses) -> Result<()> {
    let within = |field, value: i64, (least, most): (i64, i64)| match (least..=most).contains(&value) {
        true => Ok(()),
        false => Err(AgreementRefusal::value(field, format!("a whole number from {least} to {most}"))),
    };
    within("case_nth", clauses.case_nth, (1, 100))?;
    within("case_days", clauses.case_days, (1, 730))?;
    within("tries_most", clauses.tries_most, (1, 10_000))
}

/// With its allocations and what had fired. Refused while it is frozen: nobody gets out of that unseen.
pub async fn remove_agreement(tx: &mut Tx, merchant: MerchantId, user: UserId) -> Result<()> {
    let agreement = locked(tx, merchant, user).await?;
    if agreement.frozen.is_some() {
        return Err(AgreementRefusal::FrozenStill);
    }
    store::agreements::forget(tx, Some(merchant), user).await?;
    Ok(catalog::terms_changed(tx, merchant).await?)
}

/// In the place of the one with that code. What is used of it stays used, unless it is about other goods or another period.
pub async fn put_allocation(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, user): (MerchantId, UserId),
    new: &NewAllocation,
) -> Result<()> {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=40).contains(&new.code.len()) || !new.code.chars().all(fine) {
        return Err(AgreementRefusal::value("code", "1 to 40 small letters, digits and hyphens"));
    }
    if !(0..=UNITS_MAX).contains(&new.units) {
        return Err(AgreementRefusal::value("units", format!("a whole number from 0 to {UNITS_MAX}")));
    }
    if new.window.until.is_some_and(|until| until <= new.window.from) {
        return Err(AgreementRefusal::value("until", "it ends after it begins"));
    }
    locked(tx, merchant, user).await?;
    let all = store::allocations::of(tx, &[(merchant, user)]).await?;
    let before = all.iter().find(|(_, _, set)| set.code == new.code);
    if before.is_none() && all.len() >= usize::try_from(ALLOCATIONS_MAX).unwrap_or(0) {
        return Err(AgreementRefusal::TooManyAllocations { most: ALLOCATIONS_MAX });
    }
    let same = before.filter(|(_, _, set)| set.goods == new.goods && set.period == new.period);
    let id = same.map_or_else(|| encode_128(ambient.uuid_v7()), |(_, id, _)| id.clone());
    if let Some((_, old, _)) = before.filter(|(_, old, _)| *old != id) {
        store::allocations::forget_counts(tx, merchant, old).await?;
    }
    Ok(store::allocations::put(tx, (merchant, user), &id, new).await?)
}

pub async fn remove_allocation(tx: &mut Tx, merchant: MerchantId, user: UserId, code: &str) -> Result<()> {
    locked(tx, merchant, user).await?;
    let all = store::allocations::of(tx, &[(merchant, user)]).await?;
    let gone = all.iter().find(|(_, _, set)| set.code == code);
    let (_, id, _) = gone.ok_or(AgreementRefusal::NoSuchAllocation)?;
    store::allocations::forget_counts(tx, merchant, id).await?;
    Ok(store::allocations::remove(tx, (merchant, user), code).await?)
}

async fn locked(tx: &mut Tx, merchant: MerchantId, user: UserId) -> Result<Agreement> {
    let found = store::agreements::lock(tx, &[(merchant, user)]).await?.pop();
    found.ok_or(AgreementRefusal::NoSuchAgreement)
}

/// A reason for whoever reads it later, in a line.
fn reason(text: &str) -> Result<String> {
    clean_line(text, REASON_MAX).map_err(|why| AgreementRefusal::value("reason", why))
}

impl Orders {
    /// A person freezes what is left, in the caller's transaction.
    pub async fn freeze_partner(
        &self,
        tx: &mut Tx,
        (merchant, user): (MerchantId, UserId),
        why: &str,
        who: &str,
    ) -> Result<Agreement> {
        let why = reason(why)?;
        let agreement = locked(tx, merchant, user).await?;
        if agreement.frozen.is_some() {
            return Err(AgreementRefusal::FrozenAlready);
        }
        let now = self.ambient().now();
        store::agreements::freeze(tx, (merchant, user), (who, &why), now).await?;
        publish(tx, self.ambient(), (merchant, user), "partner.frozen", json!({ "by": "person" })).await?;
        Ok(Agreement { frozen: Some(Frozen { at: now, by: who.to_owned(), why }), ..agreement })
    }

    /// Lifts a freeze, whoever or whatever did it, in the caller's transaction, who writes the reason into the trail. What
    /// had fired fires for that cause no more.
    pub async fn lift_partner(
        &self,
        tx: &mut Tx,
        (merchant, user): (MerchantId, UserId),
        why: &str,
    ) -> Result<(Agreement, String)> {
        let why = reason(why)?;
        let agreement = locked(tx, merchant, user).await?;
        if agreement.frozen.is_none() {
            return Err(AgreementRefusal::NotFrozen);
        }
        store::agreements::lift(tx, (merchant, user)).await?;
        publish(tx, self.ambient(), (merchant, user), "partner.lifted", json!({})).await?;
        Ok((Agreement { frozen: None, ..agreement }, why))
    }

    /// What holds with a partner.
    pub async fn agreement(&self, merchant: MerchantId, user: UserId) -> Result<Option<Partnered>> {
        let mut tx = self.db().read().await?;
        let Some(agreement) = store::agreements::find(&mut tx, merchant, user).await? else {
            return Ok(None);
        };
        let now = self.ambient().now();
        let mut allocations = store::allocations::with_used(&mut tx, merchant, Some(user), now).await?;
        allocations.sort_by(|a, b| a.1.set.code.cmp(&b.1.set.code));
        let fired = store::agreements::firings(&mut tx, merchant, user).await?;
        let allocations = allocations.into_iter().map(|(_, allocation)| allocation).collect();
        Ok(Some(Partnered { agreement, allocations, fired }))
    }

    /// All of a merchant's, and what is used of their allocations.
    pub async fn agreements(&self, merchant: MerchantId) -> Result<Vec<(Agreement, Vec<Allocation>)>> {
        let mut tx = self.db().read().await?;
        let all = store::agreements::of_merchant(&mut tx, merchant, AGREEMENTS_MAX).await?;
        let now = self.ambient().now();
        let mut allocations = store::allocations::with_used(&mut tx, merchant, None, now).await?;
        allocations.sort_by(|a, b| (a.0, &a.1.set.code).cmp(&(b.0, &b.1.set.code)));
        let with = |agreement: Agreement| {
            let own = allocations.iter().filter(|(user, _)| *user == agreement.user);
            let own = own.map(|(_, allocation)| allocation.clone()).collect();
            (agreement, own)
        };
        Ok(all.into_iter().map(with).collect())
    }

    /// What a clause did because of that case.
    pub async fn fired_by(&self, case: &DiversionCase) -> Result<Option<Fired>> {
        let Some(user) = case.partner else { return Ok(None) };
        let mut tx = self.db().read().await?;
        let (of, cause) = ((case.merchant, user), case.id.to_string());
        Ok(store::agreements::firing(&mut tx, of, (Clause::Case, &cause)).await?)
    }

    /// What a partner may still buy; none where nothing was agreed.
    pub async fn allowed(&self, merchant: MerchantId, user: UserId) -> Result<Option<Allowed>> {
        let found = self.agreement(merchant, user).await?;
        Ok(found.map(|found| Allowed { found, now: self.ambient().now() }))
    }
}

/// What is left for a partner.
pub struct Allowed {
    found: Partnered,
    now: Time,
}

impl Allowed {
    /// Of these goods, the least that any allocation leaves; none: as many as there are.
    pub fn left(&self, sku: SkuId, product: ProductId) -> Option<i64> {
        let own = self.found.allocations.iter().filter(|a| a.set.goods.has(sku, product));
        let stops = match self.found.agreement.clauses.stops {
            Stops::All => true,
            Stops::Allocated => own.clone().next().is_some(),
        };
        if self.found.agreement.frozen.is_some() && stops {
            return Some(0);
        }
        own.filter(|a| a.set.window.holds(self.now)).map(Allocation::left).min()
    }
}
