use crate::{DockRefusal, Docking, Partner, Result};
use identity::Rate;
use kernel::{OfferId, Span};
use orders::{AccountAnswers, AccountCheck};

/// Whether accounts are there one key may ask so often: its shop has many buyers. It is also what ends a question that
/// houses which buy from each other would ask in a circle.
const RATE: Rate = Rate::new(120, Span::minutes(10));

impl Docking {
    /// Whether the account is there that goods would be credited to, as one of their suppliers says.
    pub async fn check_account(
        &self,
        partner: &Partner,
        offer: OfferId,
        account: Vec<(String, String)>,
    ) -> Result<AccountCheck> {
        let verdict = self.0.identity.throttle().take("account_check", &partner.key.actor(), RATE);
        if !verdict.allowed {
            return Err(DockRefusal::TooFast { retry_after: verdict.retry_after });
        }
        let view = self.0.listing.offer(offer).await?;
        if view.is_none_or(|view| view.merchant != partner.key.merchant) {
            return Err(DockRefusal::NoSuchGoods);
        }
        Ok(self.0.fulfiller.check_account(offer, &AccountAnswers::new(account)).await?)
    }
}
