use crate::Result;
use crate::keeping::CLOCK;
use crate::mail::Notice;
use crate::service::{Act, Admission, By};
use kernel::{MerchantId, Span};
use merchants::{DomainState, MerchantRefusal, OwnDomain, PROOF_PATH, proof_line};

/// A verified domain is asked again so long after it was asked last.
const AGAIN: Span = Span::hours(6);

impl Admission {
    /// The merchant's domain, in whatever state; none where none was named.
    pub async fn domain(&self, merchant: MerchantId) -> Result<Option<OwnDomain>> {
        Ok(merchants::domain_of(&mut self.db().read().await?, merchant).await?)
    }

    /// Names a domain instead of the one before; it leads nowhere until it is verified.
    pub async fn name_domain(&self, by: By<'_>, merchant: MerchantId, domain: &str) -> Result<OwnDomain> {
        let mut tx = self.db().begin().await?;
        let before = merchants::domain_of(&mut tx, merchant).await?;
        let platform = host_of(&self.0.parts.base_url);
        let named = merchants::name_domain(&mut tx, self.ambient(), merchant, domain, &platform).await?;
        let before = before.map(|before| before.domain).unwrap_or_default();
        if before == named.domain {
            return Ok(named);
        }
        let subject = merchant.to_string();
        let act = Act {
            what: "domain_named",
            subject: &subject,
            before: &before,
            after: &named.domain,
            reason: "",
        };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await?;
        Ok(named)
    }

    /// Does without it.
    pub async fn drop_domain(&self, by: By<'_>, merchant: MerchantId) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let dropped = merchants::drop_domain(&mut tx, merchant).await?;
        let subject = merchant.to_string();
        let act =
            Act { what: "domain_dropped", subject: &subject, before: &dropped.domain, after: "", reason: "" };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await
    }

    /// Asks the domain now. The domain is asked outside of any transaction.
    pub async fn check_domain(&self, by: By<'_>, merchant: MerchantId) -> Result<OwnDomain> {
        let mut tx = self.db().begin().await?;
        let seen = merchants::check_begun(&mut tx, merchant, self.ambient().now()).await?;
        tx.commit().await?;
        self.ask_domain(by, &seen).await
    }

    /// Asks verified domains again whose turn it is; how many.
    pub async fn recheck_domains(&self, limit: i64) -> Result<usize> {
        let before = self.ambient().now().before(AGAIN);
        let due = merchants::domains_due(self.db(), before, limit).await?;
        for seen in &due {
            match self.ask_domain(CLOCK, seen).await {
                Ok(_) => {}
                // The merchant was at it meanwhile.
                Err(crate::AdmissionRefusal::Merchant(MerchantRefusal::ChangedMeanwhile)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(due.len())
    }

    async fn ask_domain(&self, by: By<'_>, seen: &OwnDomain) -> Result<OwnDomain> {
        let line = proof_line(&seen.token);
        let answer = self.0.parts.domains.says(&seen.domain, PROOF_PATH, &line).await;
        let now = self.ambient().now();
        let addresses = self.identity().watchers(seen.merchant).await?;
        let mut tx = self.db().begin().await?;
        let found = match answer {
            Ok(()) => merchants::proved(&mut tx, seen, now).await?,
            Err(doubt) => merchants::not_proved(&mut tx, seen, &doubt.to_string(), now).await?,
        };
        if found.state != seen.state {
            let (what, topic) = match found.state {
                DomainState::Verified => ("domain_verified", "store.domain_verified"),
                DomainState::Lost | DomainState::Pending => ("domain_lost", "store.domain_lost"),
            };
            self.publish(&mut tx, Some(seen.merchant), topic, seen.merchant).await?;
            if found.state == DomainState::Lost {
                let notice =
                    Notice::DomainLost { domain: found.domain.clone(), problem: found.problem.clone() };
                self.tell(&mut tx, addresses, &notice).await?;
            }
            let subject = seen.merchant.to_string();
            let act = Act {
                what,
                subject: &subject,
                before: seen.state.code(),
                after: &found.domain,
                reason: &found.problem,
            };
            self.note(&mut tx, by, &act).await?;
        }
        self.commit(tx).await?;
        Ok(found)
    }
}

/// The name in an address, in small letters, without its port.
pub(crate) fn host_of(url: &str) -> String {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    let authority = behind.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    host.to_ascii_lowercase()
}
