use crate::store::{domains, stores};
use crate::{MerchantRefusal, MerchantState, Result, Store};
use db::{Db, Tx};
use kernel::{Ambient, MerchantId, Span, Time, encode_128};
use std::str::FromStr;

/// A domain under which a store is to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDomain {
    pub merchant: MerchantId,
    /// In small letters, as DNS knows it.
    pub domain: String,
    /// See [`proof_line`].
    pub token: String,
    pub state: DomainState,
    /// Checks in a row that failed since it was verified.
    pub failures: i64,
    /// What the last check found wrong; empty where nothing.
    pub problem: String,
    pub created_at: Time,
    pub checked_at: Option<Time>,
    pub verified_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainState {
    /// Named; nothing is known of it.
    Pending,
    /// Whoever runs the domain says so.
    Verified,
    /// They said so once and do not any more.
    Lost,
}

impl DomainState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verified => "verified",
            Self::Lost => "lost",
        }
    }
}

impl FromStr for DomainState {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Pending, Self::Verified, Self::Lost].into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// A store that is reached under a domain of its own now.
#[derive(Clone, Debug)]
pub struct HostedStore {
    pub domain: String,
    pub token: String,
    pub store: Store,
    pub state: MerchantState,
}

/// Where, at the domain, the file lies.
pub const PROOF_PATH: &str = "/.well-known/cardamom-domain.txt";
/// So many checks in a row must fail before a domain is lost.
const FAILURES: i64 = 3;
/// Between two checks that somebody asks for.
const PAUSE: Span = Span::seconds(10);

/// The line that the file holds.
pub fn proof_line(token: &str) -> String {
    format!("cardamom-domain={token}")
}

/// Names a domain, with a new token, instead of the one before. `platform`: the shop's own host, which is nobody's.
pub async fn name_domain(
    tx: &mut Tx,
    ambient: &Ambient,
    merchant: MerchantId,
    domain: &str,
    platform: &str,
) -> Result<OwnDomain> {
    must_be_in_plan(tx, merchant).await?;
    let domain = clean_domain(domain)?;
    if domain == platform || domain.ends_with(&format!(".{platform}")) {
        return Err(MerchantRefusal::BadDomain);
    }
    if !stores::has_one(tx, merchant).await? {
        return Err(MerchantRefusal::NoStore);
    }
    if domains::holder(tx, &domain).await?.is_some_and(|holder| holder != merchant) {
        return Err(MerchantRefusal::DomainTaken);
    }
    let known = domains::of(tx, merchant).await?;
    if let Some(same) = known.filter(|known| known.domain == domain) {
        return Ok(same);
    }
    let named = OwnDomain {
        merchant,
        domain,
        token: encode_128(u128::from_be_bytes(ambient.bytes())),
        state: DomainState::Pending,
        failures: 0,
        problem: String::new(),
        created_at: ambient.now(),
        checked_at: None,
        verified_at: None,
    };
    domains::put(tx, &named).await?;
    Ok(named)
}

/// The merchant's domain, in whatever state; none where none was named.
pub async fn domain_of(tx: &mut Tx, merchant: MerchantId) -> Result<Option<OwnDomain>> {
    Ok(domains::of(tx, merchant).await?)
}

/// The store is reached under it no more.
pub async fn drop_domain(tx: &mut Tx, merchant: MerchantId) -> Result<OwnDomain> {
    let known = domains::of(tx, merchant).await?.ok_or(MerchantRefusal::NoDomain)?;
    domains::delete(tx, merchant).await?;
    Ok(known)
}

/// Before somebody's wish to check it is done: marks the time, and refuses the next wish for a while.
pub async fn check_begun(tx: &mut Tx, merchant: MerchantId, now: Time) -> Result<OwnDomain> {
    must_be_in_plan(tx, merchant).await?;
    let known = domains::of(tx, merchant).await?.ok_or(MerchantRefusal::NoDomain)?;
    let since = known.checked_at.map_or(PAUSE.0, |at| now.since(at).0);
    if (0..PAUSE.0).contains(&since) {
        let retry_after = (PAUSE.0 - since).div_euclid(Span::seconds(1).0) + 1;
        return Err(MerchantRefusal::DomainCheckedJustNow { retry_after });
    }
    if domains::mark_checked(tx, &known, now).await? {
        Ok(OwnDomain { checked_at: Some(now), ..known })
    } else {
        Err(MerchantRefusal::DomainCheckedJustNow { retry_after: 1 })
    }
}

/// The domain says so: it is this merchant's, unless another one holds it. What was changed since it was `seen` stays.
pub async fn proved(tx: &mut Tx, seen: &OwnDomain, now: Time) -> Result<OwnDomain> {
    let taken = domains::holder(tx, &seen.domain).await?.is_some_and(|holder| holder != seen.merchant);
    if taken {
        return Err(MerchantRefusal::DomainTaken);
    }
    let verified_at = match seen.state {
        DomainState::Verified => seen.verified_at,
        DomainState::Pending | DomainState::Lost => Some(now),
    };
    let to = OwnDomain {
        state: DomainState::Verified,
        failures: 0,
        problem: String::new(),
        checked_at: Some(now),
        verified_at,
        ..seen.clone()
    };
    match domains::change(tx, seen, &to).await {
        Ok(true) => Ok(to),
        Ok(false) => Err(MerchantRefusal::ChangedMeanwhile),
        // Two at once: the index decides.
        Err(error) if error.is_unique("store_domains__domain") => Err(MerchantRefusal::DomainTaken),
        Err(error) => Err(error.into()),
    }
}

/// The domain does not say so. One that was verified is lost with the third failure in a row.
pub async fn not_proved(tx: &mut Tx, seen: &OwnDomain, problem: &str, now: Time) -> Result<OwnDomain> {
    let failures = if seen.state == DomainState::Verified { seen.failures + 1 } else { seen.failures };
    let lost = seen.state == DomainState::Verified && failures >= FAILURES;
    let to = OwnDomain {
        state: if lost { DomainState::Lost } else { seen.state },
        failures,
        problem: problem.chars().filter(|c| !c.is_control()).take(200).collect(),
        checked_at: Some(now),
        ..seen.clone()
    };
    if domains::change(tx, seen, &to).await? { Ok(to) } else { Err(MerchantRefusal::ChangedMeanwhile) }
}

/// Verified ones that nobody has looked at since `before`, the longest ago first.
pub async fn domains_due(db: &Db, before: Time, limit: i64) -> Result<Vec<OwnDomain>> {
    Ok(domains::due(db, before, limit).await?)
}

/// All stores that are reached under domains of their own: verified, in the merchant's plan, and not closed.
pub async fn hosted_stores(db: &Db) -> Result<Vec<HostedStore>> {
    Ok(domains::hosted(db).await?)
}

async fn must_be_in_plan(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    match crate::plan_of(tx, merchant).await? {
        Some(plan) if !plan.own_domain => Err(MerchantRefusal::DomainNotInPlan),
        Some(_) | None => Ok(()),
    }
}

/// What no one outside can own, whatever stands before it.
const NOBODYS: [&str; 7] = ["localhost", "local", "internal", "onion", "arpa", "home", "lan"];

fn clean_domain(text: &str) -> Result<String> {
    let domain = text.trim().trim_end_matches('.').to_ascii_lowercase();
    let label = |label: &str| {
        let signs = label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (1..=63).contains(&label.len()) && signs && !label.starts_with('-') && !label.ends_with('-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    // An address of numbers is no name, and no top-level domain begins with a digit.
    let named = last.starts_with(|c: char| c.is_ascii_lowercase()) && !NOBODYS.contains(&last);
    let fine = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label) && named;
    if fine { Ok(domain) } else { Err(MerchantRefusal::BadDomain) }
}

#[cfg(test)]
mod tests {
    use super::clean_domain;

    #[test]
    fn domains_are_names_that_somebody_outside_can_own() {
        for (text, clean) in [
            ("cards.example.com", "cards.example.com"),
            (" Cards.Example.COM. ", "cards.example.com"),
            ("xn--4gq.example", "xn--4gq.example"),
            ("24-7.example", "24-7.example"),
        ] {
            assert_eq!(clean_domain(text).ok().as_deref(), Some(clean), "{text}");
        }
        let long = format!("{}.example", "a".repeat(64));
        let longer = format!("{}example", "abcdefg.".repeat(40));
        for bad in [
            "",
            "example",
            ".",
            "a..example",
            "-a.example",
            "a-.example",
            "a_b.example",
            "豆蔻.example",
            "https://cards.example",
            "cards.example/x",
            "cards.example:8080",
            "user@cards.example",
            "127.0.0.1",
            "10.1",
            "[::1]",
            "0x7f.1",
            "localhost",
            "x.localhost",
            "printer.local",
            "metadata.google.internal",
            "1.0.0.127.in-addr.arpa",
            "a b.example",
            "a\r\nb.example",
            &long,
            &longer,
        ] {
            assert!(clean_domain(bad).is_err(), "{bad:?}");
        }
    }
}
