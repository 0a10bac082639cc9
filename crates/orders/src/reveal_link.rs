//! A link that shows one delivered key, once: to be passed on to whom the key is for. The token is 160 random bits; only
//! its digest is stored. Looking at the link changes nothing (chat programs fetch links to show a preview); only asking
//! for the key by POST uses it up.

use crate::alarm::{AlarmKind, NewAlarm};
use crate::{LinkRefusal, Order, OrderError, OrderRefusal, OrderState, Orders, RevealBy, Revealed, store};
use kernel::{DeliveryId, Secret, Span, Time, encode_128};
use serde_json::json;

/// A link, told once.
pub struct NewLink {
    /// What stands behind `/k/`.
    pub token: Secret<String>,
    /// `https://shop.example/k/…`
    pub url: Secret<String>,
    pub expires_at: Time,
}

/// What is known of a link that was made; never the link.
#[derive(Clone, Debug)]
pub struct LinkView {
    pub delivery: DeliveryId,
    /// User id, API key id, or `link` for whoever holds the order's link.
    pub made_by: String,
    pub created_at: Time,
    pub expires_at: Time,
    /// `open`, `used` or `expired`
    pub state: &'static str,
    pub used_at: Option<Time>,
    /// The network address it was opened from.
    pub used_from: Option<String>,
    /// How often it was tried again afterwards, and the last of these times.
    pub refused: i64,
    pub refused_at: Option<Time>,
    pub refused_from: Option<String>,
}

/// A link that can be opened.
#[derive(Clone, Debug)]
pub struct LinkLook {
    pub delivery: DeliveryId,
    pub expires_at: Time,
}

const OPEN_MAX: i64 = 10;
const LIFE_MIN: Span = Span::seconds(60);
const LIFE_MAX: Span = Span::days(30);
/// Of one link, an alarm in that time is enough.
const QUIET: Span = Span::minutes(10);
/// What became of a link can be seen for so long after its end.
const KEPT: Span = Span::days(90);

impl Orders {
    /// A new link to one delivered key, for whoever may see the order.
    pub async fn make_reveal_link(
        &self,
        order: &Order,
        id: DeliveryId,
        by: &str,
        life: Span,
    ) -> Result<NewLink, OrderError> {
        if !(LIFE_MIN.0..=LIFE_MAX.0).contains(&life.0) {
            return Err(LinkRefusal::BadLife.into());
        }
        if order.state != OrderState::Delivered {
            return Err(OrderRefusal::NotFound.into());
        }
        let now = self.ambient().now();
        let (token, expires_at) = (self.fresh_token(), now.after(life));
        let mut tx = self.db().begin().await?;
        let rows = store::deliveries::of_order(&mut tx, order.merchant, order.id).await?;
        rows.iter().find(|row| row.id == id).ok_or(OrderRefusal::NotFound)?;
        if store::reveal_links::count_open(&mut tx, order.merchant, id, now).await? >= OPEN_MAX {
            return Err(LinkRefusal::TooMany.into());
        }
        let digest = digest(token.expose());
        store::reveal_links::insert(&mut tx, digest, order.merchant, id, by, (now, expires_at)).await?;
        tx.commit().await?;
        let url = Secret::new(format!("{}/k/{}", self.base_url(), token.expose()));
        Ok(NewLink { token, url, expires_at })
    }

    /// The links that were made for an order, newest first, a hundred of them.
    pub async fn reveal_links(&self, order: &Order) -> Result<Vec<LinkView>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(store::reveal_links::of_order(&mut tx, order.merchant, order.id, self.ambient().now()).await?)
    }

    /// Whether the link can be opened. Uses nothing up, reports nothing.
    pub async fn look_at_link(&self, token: &str) -> Result<LinkLook, OrderError> {
        let mut tx = self.db().read().await?;
        let link = store::reveal_links::find(&mut tx, digest(token)).await?.ok_or(LinkRefusal::NoSuchLink)?;
        if link.used {
            return Err(LinkRefusal::Used.into());
        }
        if link.expires_at <= self.ambient().now() {
            return Err(LinkRefusal::Expired.into());
        }
        Ok(LinkLook { delivery: link.delivery, expires_at: link.expires_at })
    }

    /// Shows the key and uses the link up, in one commit. Of many who open it at once, one is shown the key; each
    /// further opening is refused and reported to buyer and merchant.
    pub async fn open_reveal_link(&self, token: &str, from: &str) -> Result<(Order, Revealed), OrderError> {
        let digest = digest(token);
        let mut tx = self.db().read().await?;
        let link = store::reveal_links::find(&mut tx, digest).await?.ok_or(LinkRefusal::NoSuchLink)?;
        drop(tx);
        let order = self.find(link.delivery.order).await?;
        let by = RevealBy { by: "reveal_link".to_owned(), from: from.to_owned() };
        self.not_too_fast(link.merchant, &by, 1).await?;
        let (ids, now) = ([link.delivery], self.ambient().now());
        let mut tx = self.db().begin().await?;
        if !store::reveal_links::use_up(&mut tx, digest, now, from).await? {
            drop(tx);
            return Err(self.refuse_link(digest, &order, link.delivery, from).await?.into());
        }
        match self.record(&mut tx, &order, &ids, &by).await {
            Ok(sealed) => {
                tx.commit().await?;
                let revealed = self.open_all(&ids, &sealed).await?.pop().ok_or(OrderRefusal::NotFound)?;
                Ok((order, revealed))
            }
            Err(error) => {
                drop(tx);
                self.report_excess(&order, &by, &error).await;
                Err(error)
            }
        }
    }

    async fn refuse_link(
        &self,
        digest: [u8; 32],
        order: &Order,
        id: DeliveryId,
        from: &str,
    ) -> Result<LinkRefusal, OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let used = store::reveal_links::find(&mut tx, digest).await?.is_some_and(|link| link.used);
        let report =
            used && store::reveal_links::refuse(&mut tx, digest, now, now.before(QUIET), from).await?;
        tx.commit().await?;
        if report {
            let alarm = NewAlarm::new(order.merchant, AlarmKind::LinkReused, id, json!({ "from": from }));
            self.1.raise(alarm.of_order(order.id)).await;
        }
        Ok(if used { LinkRefusal::Used } else { LinkRefusal::Expired })
    }

    /// Forgets links whose end is long past; how many.
    pub async fn forget_links(&self, limit: i64) -> Result<u64, OrderError> {
        let mut tx = self.db().begin().await?;
        let gone =
            store::reveal_links::forget_before(&mut tx, self.ambient().now().before(KEPT), limit).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// 32 characters, 160 bits: two of the 26 that stand for 128 carry nothing.
    fn fresh_token(&self) -> Secret<String> {
        let (high, low) = (self.ambient().bytes::<10>(), self.ambient().bytes::<10>());
        let part = |bytes: [u8; 10]| {
            let number = bytes.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
            encode_128(number).split_off(10)
        };
        Secret::new(format!("{}{}", part(high), part(low)))
    }
}

fn digest(token: &str) -> [u8; 32] {
    seals::sha256(&[token.as_bytes()])
}
