use crate::Result;
use crate::mail::Notice;
use crate::service::{Act, Admission, By};
use catalog::CatalogRefusal;
use db::Tx;
use kernel::{AuthorisationId, MerchantId, Page, PageAsk};
use merchants::{Authorisation, AuthorisationState, NewAuthorisation};

/// What a reviewer says of an authorisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    Approve,
    Return,
    Revoke,
}

impl Ruling {
    fn done(self) -> (&'static str, &'static str) {
        match self {
            Self::Approve => ("authorisation_approved", "authorisation.approved"),
            Self::Return => ("authorisation_returned", "authorisation.returned"),
            Self::Revoke => ("authorisation_revoked", "authorisation.revoked"),
        }
    }
}

impl Admission {
    /// A merchant hands one in; the caller commits.
    pub async fn hand_in_authorisation(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        new: &NewAuthorisation,
    ) -> Result<Authorisation> {
        catalog::brand(tx, new.brand).await?.ok_or(CatalogRefusal::UnknownBrand)?;
        let authorisation = merchants::hand_in_authorisation(tx, self.ambient(), new).await?;
        self.publish(tx, Some(new.merchant), "authorisation.submitted", authorisation.id).await?;
        self.say(tx, by, &authorisation, "authorisation_submitted", "", "").await?;
        Ok(authorisation)
    }

    pub async fn authorisations(
        &self,
        merchant: Option<MerchantId>,
        state: Option<AuthorisationState>,
        ask: &PageAsk,
    ) -> Result<Page<Authorisation>> {
        Ok(merchants::authorisations(self.db(), merchant, state, ask).await?)
    }

    /// One of the merchant's; any, where no merchant is named.
    pub async fn authorisation(
        &self,
        merchant: Option<MerchantId>,
        id: AuthorisationId,
    ) -> Result<Authorisation> {
        Ok(merchants::authorisation(&mut self.db().read().await?, merchant, id).await?)
    }

    /// The merchant does without it; what rests on it goes off sale.
    pub async fn withdraw_authorisation(
        &self,
        by: By<'_>,
        merchant: MerchantId,
        id: AuthorisationId,
    ) -> Result<Authorisation> {
        let mut tx = self.db().begin().await?;
        let before = merchants::authorisation(&mut tx, Some(merchant), id).await?.state;
        let now = self.ambient().now();
        let authorisation = merchants::withdraw_authorisation(&mut tx, merchant, id, now).await?;
        self.delist(&mut tx, &authorisation).await?;
        self.say(&mut tx, by, &authorisation, "authorisation_withdrawn", before.code(), "").await?;
        self.commit(tx).await?;
        Ok(authorisation)
    }

    /// A reviewer decides it, once.
    pub async fn rule(
        &self,
        by: By<'_>,
        id: AuthorisationId,
        ruling: Ruling,
        reason: &str,
    ) -> Result<Authorisation> {
        let (what, topic) = ruling.done();
        let now = self.ambient().now();
        let merchant = merchants::authorisation(&mut self.db().read().await?, None, id).await?.merchant;
        let addresses = self.identity().watchers(merchant).await?;
        let mut tx = self.db().begin().await?;
        let before = merchants::authorisation(&mut tx, None, id).await?.state;
        let authorisation = match ruling {
            Ruling::Approve => merchants::approve_authorisation(&mut tx, id, now).await?,
            Ruling::Return => merchants::return_authorisation(&mut tx, id, reason, now).await?,
            Ruling::Revoke => merchants::revoke_authorisation(&mut tx, id, reason, now).await?,
        };
        match ruling {
            Ruling::Revoke => drop(self.delist(&mut tx, &authorisation).await?),
            // Orders look at where it may be sold.
            Ruling::Approve => catalog::terms_changed(&mut tx, merchant).await?,
            Ruling::Return => {}
        }
        self.publish(&mut tx, Some(merchant), topic, id).await?;
        let notice = Notice::AuthorisationDecided {
            brand: self.brand_name(&mut tx, &authorisation).await?,
            state: authorisation.state.code().to_owned(),
            reason: authorisation.reason.clone(),
        };
        self.tell(&mut tx, addresses, &notice).await?;
        self.say(&mut tx, by, &authorisation, what, before.code(), reason).await?;
        self.commit(tx).await?;
        Ok(authorisation)
    }

    /// Switches off what was on sale under it, if nothing else covers it. Open orders are not touched: what was agreed to
    /// is delivered. How many offers.
    pub(crate) async fn delist(&self, tx: &mut Tx, ended: &Authorisation) -> Result<u64> {
        catalog::terms_changed(tx, ended.merchant).await?;
        let brand = catalog::brand(tx, ended.brand).await?;
        if !brand.is_some_and(|brand| brand.authorised_only) {
            return Ok(0);
        }
        let rest = merchants::covering(tx, self.ambient().now(), ended.merchant, ended.brand).await?;
        if merchants::covers_any(&rest) {
            return Ok(0);
        }
        let count = catalog::delist_brand(tx, ended.merchant, ended.brand).await?;
        if count > 0 {
            self.publish(tx, Some(ended.merchant), "brand.delisted", ended.brand).await?;
        }
        Ok(count)
    }

    pub(crate) async fn brand_name(&self, tx: &mut Tx, authorisation: &Authorisation) -> Result<String> {
        let brand = catalog::brand(tx, authorisation.brand).await?;
        Ok(brand.map(|brand| brand.name.get(kernel::Language::Zh).to_owned()).unwrap_or_default())
    }

    async fn say(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        authorisation: &Authorisation,
        what: &str,
        before: &str,
        reason: &str,
    ) -> Result<()> {
        let subject = authorisation.id.to_string();
        let act = Act { what, subject: &subject, before, after: authorisation.state.code(), reason };
        self.note(tx, by, &act).await
    }
}
