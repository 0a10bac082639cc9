//! The whole service, as the shop and the API call it.

use crate::alarm::Watch;
use crate::channels::Channels;
use crate::close::CloseAsk;
use crate::contacts::Contacts;
use crate::desk::{Desk, Placed};
use crate::pay::WalletPay;
use crate::place::Placing;
use crate::quota::Quotas;
use crate::store::{self, orders::ListBy};
use crate::{
    Asking, Links, NewLine, NewOrder, Order, OrderError, OrderRefusal, OrderSettings, OrderState,
    PlacedDelivery, Quote, RevealBy, accounts, quote,
};
use db::Db;
use kernel::{
    Ambient, DeliveryId, MerchantId, OfferId, OrderId, Page, PageAsk, Region, Secret, SkuId, UserId,
};
use merchants::Channel;
use std::sync::Arc;
use vault::Vault;

/// Cheap to clone.
#[derive(Clone)]
pub struct Orders(
    pub(crate) Arc<Parts>,
    pub(crate) Arc<Watch>,
    pub(crate) Arc<Quotas>,
    pub(crate) Arc<Contacts>,
    pub(crate) Arc<crate::tags::Memory>,
);

/// What the service is made of; `server` puts it together.
pub struct Parts {
    pub db: Db,
    pub ambient: Ambient,
    pub desk: Desk,
    pub vault: Vault,
    pub channels: Channels,
    pub links: Links,
    pub settings: OrderSettings,
    /// How the outside reaches this shop: `https://shop.example`, without a slash at the end.
    pub base_url: String,
}

/// An order that was just placed, with the keys where they were asked for.
pub struct PlacedOrder {
    pub order: Order,
    pub deliveries: Vec<ShownDelivery>,
    /// The answer repeats the first one of this idempotency key.
    pub replayed: bool,
}

/// One delivered unit, with its key where it was revealed now.
pub struct ShownDelivery {
    pub id: DeliveryId,
    pub offer: OfferId,
    pub state: String,
    pub secret: Option<Secret<String>>,
}

/// Who asks to see or change an order. The caller has authenticated it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The user it belongs to.
    Buyer(UserId),
    /// Whoever holds its link (checked by [`Links::open`]) or its query code.
    Link,
    /// Staff of the merchant: sees the order, never the keys.
    Merchant(MerchantId),
}

impl Orders {
    pub fn new(parts: Parts) -> Self {
        let watch = Arc::new(Watch::new(&parts));
        parts.vault.watch_canaries(watch.clone());
        let contacts = Arc::new(Contacts::new(&parts.links.contact_key(), parts.ambient.clone()));
        Self(Arc::new(parts), watch, Arc::default(), contacts, Arc::default())
    }
    pub fn db(&self) -> &Db {
        &self.0.db
    }
    pub(crate) fn contacts(&self) -> &Contacts {
        &self.3
    }
    /// With their contacts, which were read sealed.
    pub(crate) fn opened(&self, mut page: Page<Order>) -> Page<Order> {
        page.items.iter_mut().for_each(|order| self.contacts().fill(order));
        page
    }
    pub fn links(&self) -> &Links {
        &self.0.links
    }
    pub fn settings(&self) -> &OrderSettings {
        &self.0.settings
    }
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }
    pub fn ambient(&self) -> &Ambient {
        &self.0.ambient
    }
    /// `https://shop.example/o/ord_….token`
    pub fn link(&self, order: OrderId) -> String {
        format!("{}/o/{}", self.0.base_url, self.0.links.token(order))
    }
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }
    /// The ways to pay, which may be replaced while the shop runs.
    pub fn channels(&self) -> &Channels {
        &self.0.channels
    }
    /// Codes of the payment channels that are switched on.
    pub fn channel_codes(&self) -> Vec<String> {
        self.0.channels.enabled(self.0.ambient.now()).into_iter().map(|offered| offered.code).collect()
    }

    /// What it would cost now, whoever asks; nothing is kept back. Refused where the brand does not let it be sold in that way, there.
    pub async fn quote(
        &self,
        lines: &[NewLine],
        channel: Channel,
        region: Option<Region>,
        asking: &Asking,
    ) -> Result<Quote, OrderError> {
        let ids: Vec<OfferId> = lines.iter().map(|l| l.offer).collect();
        let mut tx = self.0.db.read().await?;
        let now = self.0.ambient.now();
        let offers = self.4.catalog.orderable(&mut tx, &ids).await?;
        let grants = self.4.terms.of(&mut tx, now, &offers).await?;
        let floors = crate::inversion::told(&mut tx, &offers, now).await?;
        let offers = offers.into_iter().map(|o| (o.offer, o)).collect();
        let places = [(lines, asking.who())].into_iter();
        let rules = (&self.4.rules, now);
        let mut prices = crate::price::Prices::load(&mut tx, rules, &offers, places, None).await?;
        let region = region.unwrap_or(self.0.settings.region);
        let quote = quote(lines, &offers)?;
        prices.as_if(quote.merchant, asking);
        let quote = prices.applied(quote, &asking.who(), &grants, (now, channel, region))?;
        crate::terms::must_be_granted(&quote, &grants, now, channel, region)?;
        let selling = crate::batch::selling(&mut tx, &[quote.merchant]).await?;
        if let Some(selling) = selling.first() {
            crate::inversion::guard(&quote, selling.fee, &floors)?;
        }
        Ok(quote)
    }

    /// An offer as orders know it.
    pub(crate) async fn orderable(
        &self,
        tx: &mut db::Tx,
        offer: OfferId,
    ) -> Result<Option<Arc<catalog::Orderable>>, OrderError> {
        Ok(self.4.catalog.orderable(tx, &[offer]).await?.into_iter().next())
    }

    /// Places, pays and delivers (wallet), or places and holds (channel: then call [`Orders::open_payment`]).
    pub async fn place(&self, new: NewOrder) -> Result<PlacedOrder, OrderError> {
        let reveal = new.reveal.clone();
        let placing = Placing::new(new, self.contacts(), self.channels(), self.ambient());
        match self.0.desk.place(placing).await? {
            Placed::New { order, deliveries } => self.shown(*order, deliveries).await,
            Placed::Replay { merchant: _, order } => self.replayed(order, reveal).await,
        }
    }

    /// A user pays a waiting order from the wallet.
    pub async fn pay_from_wallet(&self, order: &Order, user: UserId) -> Result<PlacedOrder, OrderError> {
        let ask = WalletPay { merchant: order.merchant, order: order.id, user, reveal: None };
        match self.0.desk.pay_wallet(ask).await? {
            Placed::New { order, deliveries } => self.shown(*order, deliveries).await,
            Placed::Replay { order, .. } => self.replayed(order, None).await,
        }
    }

    async fn shown(&self, order: Order, deliveries: Vec<PlacedDelivery>) -> Result<PlacedOrder, OrderError> {
        let order = self.contacts().filled(order);
        let mut shown = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            let secret = match &delivery.sealed {
                Some(sealed) => Some(self.open(sealed).await?),
                None => None,
            };
            shown.push(ShownDelivery {
                id: delivery.id,
                offer: delivery.offer,
                state: "delivered".into(),
                secret,
            });
        }
        Ok(PlacedOrder { order, deliveries: shown, replayed: false })
    }

    async fn replayed(&self, id: OrderId, reveal: Option<RevealBy>) -> Result<PlacedOrder, OrderError> {
        let order = self.find(id).await?;
        let mut deliveries = self.deliveries(&order).await?;
        if let Some(by) = reveal.filter(|_| order.state == OrderState::Delivered) {
            let ids: Vec<DeliveryId> = deliveries.iter().map(|d| d.id).collect();
            for (shown, revealed) in deliveries.iter_mut().zip(self.reveal(&order, &ids, &by).await?) {
                shown.secret = Some(revealed.secret);
            }
        }
        Ok(PlacedOrder { order, deliveries, replayed: true })
    }

    /// The delivered units, unopened.
    pub async fn deliveries(&self, order: &Order) -> Result<Vec<ShownDelivery>, OrderError> {
        let mut tx = self.0.db.read().await?;
        let rows = store::deliveries::of_order(&mut tx, order.merchant, order.id).await?;
        let offer_of = |line| order.lines.iter().find(|l| l.line == line).map_or(OfferId(0), |l| l.offer);
        let shown = |d: store::deliveries::Delivery| ShownDelivery {
            id: d.id,
            offer: offer_of(d.line),
            state: d.state,
            secret: None,
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    pub async fn find(&self, id: OrderId) -> Result<Order, OrderError> {
        let mut tx = self.0.db.read().await?;
        let found = store::orders::find(&mut tx, id).await?.ok_or(OrderRefusal::NotFound)?;
        Ok(self.contacts().filled(found))
    }

    /// The order, if that access may see it; to others it does not exist.
    pub async fn find_for(&self, id: OrderId, access: Access) -> Result<Order, OrderError> {
        let order = self.find(id).await?;
        let allowed = match access {
            Access::Buyer(user) => order.buyer == Some(user),
            Access::Link => true,
            Access::Merchant(merchant) => order.merchant == merchant,
        };
        if allowed { Ok(order) } else { Err(OrderRefusal::NotFound.into()) }
    }

    /// The order that a link opens.
    pub async fn find_by_link(&self, token: &str) -> Result<Order, OrderError> {
        let id = self.0.links.open(token).ok_or(OrderRefusal::NotFound)?;
        self.find(id).await
    }

    /// By contact and query code. The caller limits the tries: the code has 40 bits.
    pub async fn look_up(&self, contact: &str, code: &str) -> Result<Order, OrderError> {
        const NEWEST: i64 = 200;
        let print = self.contacts().print(&crate::place::normal_contact(contact)?);
        let mut tx = self.0.db.read().await?;
        let orders = store::orders::list_by(&mut tx, ListBy::Contact(&print), None, NEWEST).await?;
        // Every candidate is compared, so that the time taken does not tell which one matched.
        let found = orders.into_iter().fold(None, |found, order| {
            let hit = self.0.links.code_matches(order.id, code);
            if hit { found.or(Some(order)) } else { found }
        });
        Ok(self.contacts().filled(found.ok_or(OrderRefusal::NotFound)?))
    }

    pub async fn list_for_buyer(&self, user: UserId, ask: &PageAsk) -> Result<Page<Order>, OrderError> {
        self.list(ListBy::Buyer(user), ask).await
    }
    pub async fn list_for_merchant(
        &self,
        merchant: MerchantId,
        ask: &PageAsk,
    ) -> Result<Page<Order>, OrderError> {
        self.list(ListBy::Merchant(merchant), ask).await
    }
    async fn list(&self, by: ListBy<'_>, ask: &PageAsk) -> Result<Page<Order>, OrderError> {
        let mut tx = self.0.db.read().await?;
        let rows = store::orders::list_by(&mut tx, by, ask.after.as_deref(), ask.limit + 1).await?;
        Ok(self.opened(Page::from_rows(rows, ask.limit, |o| o.id.to_string())))
    }

    /// Only while nothing is paid; the goods go back to the shelf.
    pub async fn cancel(&self, order: &Order) -> Result<OrderState, OrderError> {
        let ask = CloseAsk { merchant: order.merchant, order: order.id, expire: false };
        let state = self.0.desk.close(ask).await?;
        self.close_at_channels(order.paid_for()).await;
        Ok(state)
    }

    /// A paid order whose keys were bought gets them off the shelf; false where they are not there.
    pub(crate) async fn deliver(&self, merchant: MerchantId, order: OrderId) -> Result<bool, OrderError> {
        self.0.desk.deliver(crate::fulfil::DeliverAsk { merchant, order }).await
    }

    /// Units that can be bought now, in the order asked.
    pub async fn stock(&self, skus: &[(MerchantId, SkuId)]) -> Result<Vec<i64>, OrderError> {
        let shelves: Vec<ledger::Account> = skus.iter().map(|&(m, s)| accounts::shelf(m, s)).collect();
        let mut tx = self.0.db.read().await?;
        let balances = ledger::balances(&mut tx, &shelves).await?;
        Ok(balances.iter().map(|b| b.available_credit().max(0)).collect())
    }
}
