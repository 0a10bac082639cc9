use super::fire::publish;
use super::{Agreement, AgreementRefusal, Allocation, Clause, Clauses, Fired, Frozen, NewAllocation, Stops};
use crate::{DiversionCase, Orders, store};
use db::Tx;
use kernel::{Ambient, MerchantId, ProductId, SkuId, Time, UserId, clean_line, encode_128};
use serde_json::json;
use std::collections::BTreeSet;

const AGREEMENTS_MAX: i64 = 500;
const ALLOCATIONS_MAX: usize = 20;
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

/// Sets what the partner is called and what the clauses do; the caller has looked that it is one. A freeze stays as it is.
pub async fn put_agreement(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, user): (MerchantId, UserId),
    (label, clauses): (&str, Clauses),
    who: &str,
) -> Result<Agreement> {
    let label = match label.trim() {
        "" => String::new(),
        label => clean_line(label, LABEL_MAX).map_err(|why| AgreementRefusal::value("label", why))?,
    };
    checked(&clauses)?;
    let before = store::agreements::lock(tx, &[(merchant, user)]).await?.pop();
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

/// All of a partner's, in the place of those that there were. What is used of one stays used, as long as it keeps its code,
/// goods and period.
pub async fn put_allocations(
    tx: &mut Tx,
    ambient: &Ambient,
    (merchant, user): (MerchantId, UserId),
    new: &[NewAllocation],
) -> Result<()> {
    if new.len() > ALLOCATIONS_MAX {
        return Err(AgreementRefusal::TooManyAllocations { most: ALLOCATIONS_MAX });
    }
    let codes: BTreeSet<&str> = new.iter().map(|one| one.code.as_str()).collect();
    if codes.len() < new.len() {
        return Err(AgreementRefusal::value("allocations", "each has a code of its own"));
    }
    new.iter().try_for_each(fits)?;
    locked(tx, merchant, user).await?;
    let mut before = store::allocations::of(tx, &[(merchant, user)]).await?;
    store::allocations::remove_all(tx, (merchant, user)).await?;
    for one in new {
        let same = |(_, _, set): &(_, _, NewAllocation)| {
            set.code == one.code && set.goods == one.goods && set.period == one.period
        };
        let id = match before.iter().position(same) {
            Some(place) => before.swap_remove(place).1,
            None => encode_128(ambient.uuid_v7()),
        };
        store::allocations::insert(tx, (merchant, user), &id, one).await?;
    }
    for (_, id, _) in before {
        store::allocations::forget_counts(tx, merchant, &id).await?;
    }
    Ok(())
}

fn fits(new: &NewAllocation) -> Result<()> {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=40).contains(&new.code.len()) || !new.code.chars().all(fine) {
        return Err(AgreementRefusal::value(
            "allocations",
            "a code is 1 to 40 small letters, digits and hyphens",
        ));
    }
    if !(0..=UNITS_MAX).contains(&new.units) {
        let detail = format!("units are a whole number from 0 to {UNITS_MAX}");
        return Err(AgreementRefusal::value("allocations", detail));
    }
    if new.window.until.is_some_and(|until| until <= new.window.from) {
        return Err(AgreementRefusal::value("allocations", "each ends after it begins"));
    }
    Ok(())
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
