use crate::AuthorisationState::{Approved, Expired, Returned, Revoked, Submitted, Withdrawn};
use crate::review::clean_note;
use crate::store::{authorisations, documents};
use crate::{Authorisation, AuthorisationState, Channel, Link, MerchantRefusal, NewAuthorisation, Result};
use db::{Db, Tx};
use kernel::{Ambient, AuthorisationId, BrandId, MerchantId, Page, PageAsk, Span, Time, clean_line};

const YEARS_MAX: i64 = 20;
const LIST_MAX: usize = 20;

/// Hands one in, with at least one document of the merchant's. Whether the brand exists is the caller's to know.
pub async fn hand_in_authorisation(
    tx: &mut Tx,
    ambient: &Ambient,
    new: &NewAuthorisation,
) -> Result<Authorisation> {
    let now = ambient.now();
    let authorisation = Authorisation {
        id: AuthorisationId::new(ambient),
        merchant: new.merchant,
        brand: new.brand,
        state: Submitted,
        territory: territory(&new.territory)?,
        channels: channels(&new.channels)?,
        minimum_price: new.minimum_price,
        cost_basis_bps: new.cost_basis_bps,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        chain: chain(&new.chain)?,
        documents: new.documents.clone(),
        reason: String::new(),
        created_at: now,
        decided_at: None,
    };
    within_reason(&authorisation, now)?;
    let own = documents::of_merchant(tx, new.merchant).await?;
    let known = |id| own.iter().any(|document| document.id == id);
    if new.documents.is_empty()
        || new.documents.len() > LIST_MAX
        || !new.documents.iter().all(|id| known(*id))
    {
        return Err(MerchantRefusal::DocumentsNeeded);
    }
    authorisations::insert(tx, &authorisation).await?;
    Ok(authorisation)
}

fn within_reason(a: &Authorisation, now: Time) -> Result<()> {
    let longest = Span::days(YEARS_MAX * 366);
    if a.valid_to <= a.valid_from || a.valid_to <= now || a.valid_to.since(a.valid_from) > longest {
        return Err(MerchantRefusal::BadPeriod);
    }
    if a.minimum_price.is_some_and(|price| !(1..=10_000_000_000).contains(&price.minor)) {
        return Err(MerchantRefusal::BadMinimum);
    }
    if a.cost_basis_bps.is_some_and(|bps| !(0..=20_000).contains(&bps)) {
        return Err(MerchantRefusal::BadCostBasis);
    }
    Ok(())
}

fn territory(codes: &[String]) -> Result<Vec<String>> {
    let fine = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    if codes.is_empty() || codes.len() > 60 || !codes.iter().all(fine) {
        return Err(MerchantRefusal::BadTerritory);
    }
    Ok(codes.to_vec())
}

fn channels(given: &[Channel]) -> Result<Vec<Channel>> {
    let some: Vec<Channel> = Channel::ALL.into_iter().filter(|channel| given.contains(channel)).collect();
    if some.is_empty() { Err(MerchantRefusal::BadChannels) } else { Ok(some) }
}

fn chain(links: &[Link]) -> Result<Vec<Link>> {
    if links.is_empty() || links.len() > LIST_MAX {
        return Err(MerchantRefusal::BadChain);
    }
    let line = |text: &str| clean_line(text, 80).map_err(|_| MerchantRefusal::BadChain);
    links.iter().map(|link| Ok(Link { from: line(&link.from)?, to: line(&link.to)? })).collect()
}

/// One of the merchant's; any, where no merchant is named.
pub async fn authorisation(
    tx: &mut Tx,
    merchant: Option<MerchantId>,
    id: AuthorisationId,
) -> Result<Authorisation> {
    let found = authorisations::find(tx, id).await?;
    found
        .filter(|a| merchant.is_none_or(|merchant| merchant == a.merchant))
        .ok_or(MerchantRefusal::NoSuchAuthorisation)
}

/// Newest first: those of a merchant, or of all, in one state or in any.
pub async fn authorisations(
    db: &Db,
    merchant: Option<MerchantId>,
    state: Option<AuthorisationState>,
    ask: &PageAsk,
) -> Result<Page<Authorisation>> {
    let rows = authorisations::list(&mut db.read().await?, merchant, state, ask).await?;
    Ok(Page::from_rows(rows, ask.limit, |a| a.id.to_string()))
}

/// It holds from its first day to its last.
pub async fn approve_authorisation(tx: &mut Tx, id: AuthorisationId, now: Time) -> Result<Authorisation> {
    let found = decide(tx, id, &[Submitted], Approved, "", now).await?;
    if found.valid_to <= now {
        return Err(MerchantRefusal::BadPeriod);
    }
    Ok(found)
}

/// Back to the merchant, who may hand in another.
pub async fn return_authorisation(
    tx: &mut Tx,
    id: AuthorisationId,
    reason: &str,
    now: Time,
) -> Result<Authorisation> {
    decide(tx, id, &[Submitted], Returned, needed(reason)?.as_str(), now).await
}

/// Ends one that holds. What rests on it must be taken off sale in the same transaction: see [`covering`].
pub async fn revoke_authorisation(
    tx: &mut Tx,
    id: AuthorisationId,
    reason: &str,
    now: Time,
) -> Result<Authorisation> {
    decide(tx, id, &[Approved], Revoked, needed(reason)?.as_str(), now).await
}

/// The merchant does without it, whether it holds already or not.
pub async fn withdraw_authorisation(
    tx: &mut Tx,
    merchant: MerchantId,
    id: AuthorisationId,
    now: Time,
) -> Result<Authorisation> {
    authorisation(tx, Some(merchant), id).await?;
    decide(tx, id, &[Submitted, Approved, Returned], Withdrawn, "", now).await
}

/// The next one whose time is over, ended now; none where there is none.
pub async fn expire_next(tx: &mut Tx, now: Time) -> Result<Option<Authorisation>> {
    let Some(id) = authorisations::over(tx, now).await? else { return Ok(None) };
    decide(tx, id, &[Approved], Expired, "", now).await.map(Some)
}

async fn decide(
    tx: &mut Tx,
    id: AuthorisationId,
    from: &[AuthorisationState],
    to: AuthorisationState,
    reason: &str,
    now: Time,
) -> Result<Authorisation> {
    for state in from {
        if authorisations::change_state(tx, id, *state, to, reason, now).await? {
            return authorisation(tx, None, id).await;
        }
    }
    authorisation(tx, None, id).await?;
    Err(MerchantRefusal::AlreadyDecided)
}

/// A reason that must be given.
pub(crate) fn needed(reason: &str) -> Result<String> {
    let reason = clean_note(reason)?;
    if reason.is_empty() { Err(MerchantRefusal::ReasonNeeded) } else { Ok(reason) }
}

/// Those that let the merchant sell goods of the brand now, the longest-lived first.
pub async fn covering(
    tx: &mut Tx,
    now: Time,
    merchant: MerchantId,
    brand: BrandId,
) -> Result<Vec<Authorisation>> {
    Ok(authorisations::covering(tx, now, merchant, brand).await?)
}

/// Whether there is any way of selling under them: which, and where, is asked of each order (see [`crate::granted`]).
pub fn covers_any(some: &[Authorisation]) -> bool {
    some.iter().any(|a| !a.channels.is_empty() && !a.territory.is_empty())
}

/// Writes down which authorisation a batch of stock came in under.
pub async fn note_batch(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: kernel::BatchId,
    authorisation: AuthorisationId,
) -> Result<()> {
    Ok(authorisations::note_batch(tx, merchant, batch, authorisation).await?)
}

/// Which authorisation a batch came in under; none for goods that need none.
pub async fn batch_authorisation(
    tx: &mut Tx,
    merchant: MerchantId,
    batch: kernel::BatchId,
) -> Result<Option<AuthorisationId>> {
    Ok(authorisations::of_batch(tx, merchant, batch).await?)
}

/// One that ends soon, and how many days before its end it is: each of 30, 7 and 1 comes once.
pub struct Reminder {
    pub authorisation: Authorisation,
    pub days: i64,
}

/// The next one to be reminded of, marked as reminded.
pub async fn remind_next(tx: &mut Tx, now: Time) -> Result<Option<Reminder>> {
    for days in [1, 7, 30] {
        let Some(id) = authorisations::ending(tx, now, now.after(Span::days(days)), days).await? else {
            continue;
        };
        if authorisations::mark_reminded(tx, id, days).await? {
            return Ok(Some(Reminder { authorisation: authorisation(tx, None, id).await?, days }));
        }
    }
    Ok(None)
}
