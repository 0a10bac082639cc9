//! Whether the account is there is asked before anything is paid: goods that went to a wrong one do not come back. It is
//! a service to the buyer and no gate: where nobody says, or not in time, the order goes on. Nothing is written, and of the
//! account nothing is logged.

use super::{AccountAnswers, Fulfiller, RechargeRefusal, SupplierHealth};
use crate::{OrderError, OrderRefusal};
use kernel::{OfferId, Span, SupplierId};
use ports::{AccountFound, AccountQuestion, NameHint, Supplier, SupplyError};
use std::sync::Arc;

/// What is known of an account before it is paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountCheck {
    Found {
        name: Option<NameHint>,
        /// Its operator, region or server.
        place: Option<String>,
    },
    /// Who was asked does not know, or did not say so in time.
    Unknown,
    /// None of the suppliers tells such a thing: nobody was asked.
    Untold,
}

/// How often one buyer, and one network, may ask: enough to mend what was mistyped, too little to try out whose accounts
/// there are. So many at once, and so many in each such span.
pub const ACCOUNT_CHECKS: (i64, Span) = (10, Span::minutes(10));

/// Who may be asked, first of all who would be asked to credit it, and as what each knows the goods.
type Askable = Vec<(SupplierId, String, Arc<dyn Supplier>)>;

impl Fulfiller {
    /// Asks the first supplier of an offer that can tell whether the account is there. Refused as an order would be where the
    /// answers cannot be right, and where that supplier is certain that there is no such account. Whoever calls limits how
    /// often somebody may ask.
    pub async fn check_account(
        &self,
        offer: OfferId,
        answers: &AccountAnswers,
    ) -> Result<AccountCheck, OrderError> {
        let askable = self.askable(offer, answers).await?;
        let patience = self.orders().settings().account_check();
        if patience.is_zero() || askable.is_empty() {
            return Ok(AccountCheck::Untold);
        }
        let account = answers.clone().into_pairs();
        let question = AccountQuestion { product: String::new(), account };
        match tokio::time::timeout(patience, ask(askable, question.clone())).await {
            Ok(None) => Ok(AccountCheck::Untold),
            Ok(Some((_, Ok(AccountFound::Yes { name, place })))) => Ok(AccountCheck::Found { name, place }),
            Ok(Some((_, Ok(AccountFound::No)))) => {
                let field = question.main_field().unwrap_or_default().to_owned();
                Err(RechargeRefusal::AccountNotFound { field }.into())
            }
            // In its own words there may be the account.
            Ok(Some((supplier, Err(_)))) => {
                tracing::info!(%supplier, "a supplier does not know whether an account is there");
                Ok(AccountCheck::Unknown)
            }
            Err(_) => {
                tracing::info!(%offer, "no supplier said in time whether an account is there");
                Ok(AccountCheck::Unknown)
            }
        }
    }

    /// Those by whom it could be credited now, but for those that rest: a buyer does not wait for these.
    async fn askable(&self, offer: OfferId, answers: &AccountAnswers) -> Result<Askable, OrderError> {
        let now = self.now();
        let mut tx = self.orders().db().read().await?;
        let known =
            self.orders().orderable(&mut tx, offer).await?.ok_or(OrderRefusal::UnknownOffer(offer))?;
        if !known.on {
            return Err(OrderRefusal::OffSale(offer).into());
        }
        if known.form.fields.is_empty() {
            return Err(RechargeRefusal::AccountNotAsked.into());
        }
        known.form.check(answers.iter()).map_err(RechargeRefusal::BadAccount)?;
        let routes = supply::usable(&mut tx, &[known.sku], now).await?;
        let mut routes = self.weighed(&mut tx, routes).await?.remove(&known.sku).unwrap_or_default();
        routes.retain(|route| {
            let rests = matches!(self.0.breakers.health(route.supplier, now), SupplierHealth::Resting { .. });
            route.unit_cost.currency == known.price.currency && !rests
        });
        let ids: Vec<SupplierId> = routes.iter().map(|route| route.supplier).collect();
        let adapters = self.0.book.adapters(&mut tx, &ids).await?;
        let with = |route: supply::Route| {
            let adapter = adapters.get(&route.supplier)?.clone();
            Some((route.supplier, route.product, adapter))
        };
        Ok(routes.into_iter().filter_map(with).collect())
    }
}

/// What the first one says who can tell at all; none: nobody can.
async fn ask(
    askable: Askable,
    mut question: AccountQuestion,
) -> Option<(SupplierId, Result<AccountFound, SupplyError>)> {
    for (supplier, product, adapter) in askable {
        question.product = product;
        match adapter.find_account(&question).await {
            Err(SupplyError::CannotTell) => {}
            said => return Some((supplier, said)),
        }
    }
    None
}
