use super::DiversionRefusal;
use crate::alarm::AlarmKind;
use crate::{LinkView, Order, OrderError, Orders, store};
use db::{DbError, Tx};
use kernel::{Bilingual, DeliveryId, DiversionId, MerchantId, Secret, SkuId, Time};
use merchants::Papers;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;
use store::traced;
use vault::{Batch, Canary, Item, ItemState, SOUGHT_MAX, SkuKind, Sought};

/// What came of a look-up.
pub struct FoundKeys {
    /// Lines that were looked for.
    pub lines: usize,
    /// The numbers of those of which nothing is known, from 1.
    pub unknown: Vec<u64>,
    /// The others, by line. A line may be two items where two were imported that read the same.
    pub found: Vec<(u64, Chain)>,
}

/// The way of one unit, from its supplier to whom it was shown. Never the key.
pub struct Chain {
    pub item: Item,
    /// It was hidden in its batch, and is nobody's.
    pub canary: bool,
    /// Of the product, and of the SKU.
    pub title: Bilingual,
    pub sku_name: Bilingual,
    pub batch: Batch,
    pub papers: Papers,
    /// None where it was not sold, and for a loop secret, which was sold to many.
    pub sale: Option<Sale>,
    /// Of a loop secret only.
    pub shared: Option<Shared>,
    /// A case about it that is open.
    pub open_case: Option<DiversionId>,
}

/// To whom a unit was sold.
pub struct Sale {
    pub delivery: DeliveryId,
    /// `delivered`; `recalled`, never to be shown; `replaced` by another one.
    pub state: String,
    pub delivered_at: Time,
    pub first_shown_at: Option<Time>,
    /// With its contact.
    pub order: Order,
    /// The network that it was placed from; none where that was forgotten.
    pub network: Option<String>,
    /// Of the user who bought it; none for a guest.
    pub bought: Option<Bought>,
    /// Each time that it was shown, the oldest first.
    pub reveals: Vec<Shown>,
    /// False where there may be more than those.
    pub reveals_complete: bool,
    /// Single-use links that were made for it.
    pub links: Vec<LinkUse>,
}

/// What a user has bought of a merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bought {
    /// Units of the same SKU, and of all goods.
    pub of_sku: i64,
    pub in_all: i64,
    /// False where older orders were not counted.
    pub complete: bool,
    /// Cases about units of theirs, open and closed.
    pub cases: i64,
}

/// A key was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub at: Time,
    /// The id of a user or API key, `link`, or `reveal_link`.
    pub who: String,
    pub network: Option<String>,
}

/// A single-use link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkUse {
    pub made_at: Time,
    /// `open`, `used` or `expired`
    pub state: &'static str,
    pub used_at: Option<Time>,
    pub network: Option<String>,
}

/// How many have a loop secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Units and orders of that version.
    pub units: i64,
    pub orders: i64,
    /// False where only so many were counted.
    pub complete: bool,
}

impl Chain {
    /// `canary`; `shared` for a loop secret; `in_stock`, `withdrawn`, `sold`; `held_back` where it was taken back before
    /// anybody saw it; `replaced` where another one came in its place.
    pub fn whereabouts(&self) -> &'static str {
        let delivered = self.sale.as_ref().map(|sale| sale.state.as_str());
        match (self.canary, self.item.kind, self.item.state, delivered) {
            (true, ..) => "canary",
            (_, SkuKind::Loop, ..) => "shared",
            (.., ItemState::InStock, _) => "in_stock",
            (.., ItemState::Withdrawn, _) => "withdrawn",
            (.., Some("recalled")) => "held_back",
            (.., Some("replaced")) => "replaced",
            _ => "sold",
        }
    }
}

impl Orders {
    /// Which goods the keys are, of one merchant or of all, and the way that each went. A canary among them is reported to
    /// its merchant, whoever asks.
    pub async fn trace_keys(
        &self,
        of: Option<MerchantId>,
        text: &Secret<String>,
        (by, from): (&str, &str),
    ) -> Result<FoundKeys, DiversionRefusal> {
        let sought = Sought::read(text).map_err(DiversionRefusal::BadKeys)?;
        if sought.lines().len() > SOUGHT_MAX {
            return Err(DiversionRefusal::TooManyKeys);
        }
        let trace = self.vault().trace(self.db(), of, &sought).await?;
        let canaries: Vec<(usize, Canary)> = trace.canaries.into_iter().enumerate().collect();
        self.sing(AlarmKind::CanaryReported, &canaries, &json!({ "by": by, "from": from })).await;
        let known: HashSet<u64> = trace.items.iter().map(|traced| traced.line).collect();
        let unknown = sought.lines().iter().copied().filter(|line| !known.contains(line)).collect();
        let items: Vec<(Item, bool)> =
            trace.items.iter().map(|traced| (traced.item, traced.canary)).collect();
        let chains = self.chains(&items).await?;
        let lines = trace.items.iter().map(|traced| traced.line);
        Ok(FoundKeys { lines: sought.lines().len(), unknown, found: lines.zip(chains).collect() })
    }

    /// In the order of the items, each with whether it is a canary.
    pub(super) async fn chains(&self, items: &[(Item, bool)]) -> Result<Vec<Chain>, OrderError> {
        let skus = items.iter().map(|(item, _)| (item.merchant, item.sku)).collect();
        let names = self.sku_names(skus).await?;
        let mut tx = self.db().read().await?;
        let mut chains = Vec::with_capacity(items.len());
        for (item, canary) in items {
            let (title, sku_name) = names.get(&(item.merchant, item.sku)).cloned().unwrap_or_default();
            chains.push(self.chain(&mut tx, *item, *canary, (title, sku_name)).await?);
        }
        add_reveals(&mut tx, &mut chains).await?;
        Ok(chains)
    }

    async fn chain(
        &self,
        tx: &mut Tx,
        item: Item,
        canary: bool,
        (title, sku_name): (Bilingual, Bilingual),
    ) -> Result<Chain, OrderError> {
        let odd = || DbError::State(format!("item {} of {} has no batch", item.number, item.sku));
        let batch = vault::batch(tx, item.merchant, item.batch).await?.ok_or_else(odd)?;
        let papers = merchants::papers(tx, item.merchant, &[item.batch]).await;
        let papers = papers.map_err(crate::batch::only_db)?.remove(&item.batch).unwrap_or_default();
        let sold = !matches!(item.state, ItemState::InStock | ItemState::Withdrawn);
        let (sale, shared) = match item.kind {
            SkuKind::Loop => (None, Some(traced::shared(tx, &item).await?)),
            SkuKind::OneTime if sold => (self.sale(tx, &item).await?, None),
            SkuKind::OneTime => (None, None),
        };
        let open_case = store::diversions::open_about(tx, item.merchant, item.sku, item.number).await?;
        Ok(Chain { item, canary, title, sku_name, batch, papers, sale, shared, open_case })
    }

    async fn sale(&self, tx: &mut Tx, item: &Item) -> Result<Option<Sale>, OrderError> {
        let Some(unit) = traced::delivery(tx, item).await? else { return Ok(None) };
        let odd = || DbError::State(format!("delivery {} has no order", unit.id));
        let order = store::orders::find(tx, unit.id.order).await?.ok_or_else(odd)?;
        let order = self.contacts().filled(order);
        let bought = match order.buyer {
            Some(buyer) => Some(traced::bought(tx, item.merchant, buyer, item.sku).await?),
            None => None,
        };
        let now = self.ambient().now();
        let links = store::reveal_links::of_order(tx, item.merchant, order.id, now).await?;
        let links = links.into_iter().filter(|link| link.delivery == unit.id).map(LinkUse::from).collect();
        Ok(Some(Sale {
            delivery: unit.id,
            state: unit.state,
            delivered_at: unit.delivered_at,
            first_shown_at: unit.revealed_at,
            network: network_of(&order.placed_from),
            order,
            bought,
            reveals: Vec::new(),
            reveals_complete: true,
            links,
        }))
    }

    /// Titles of products and names of SKUs; unknown ones are left out.
    pub async fn sku_names(
        &self,
        mut skus: Vec<(MerchantId, SkuId)>,
    ) -> Result<HashMap<(MerchantId, SkuId), (Bilingual, Bilingual)>, OrderError> {
        skus.sort_unstable();
        skus.dedup();
        let mut known = Vec::with_capacity(skus.len());
        for (merchant, sku) in skus {
            known.extend(catalog::sku(self.db(), merchant, sku).await?);
        }
        let products: Vec<_> = known.iter().map(|sku| sku.product).collect();
        let mut tx = self.db().read().await?;
        let titles: HashMap<_, _> = catalog::titles(&mut tx, &products).await?.into_iter().collect();
        let named = |sku: catalog::Sku| {
            let title = titles.get(&sku.product).cloned().unwrap_or_default();
            ((sku.merchant, sku.id), (title, sku.name))
        };
        Ok(known.into_iter().map(named).collect())
    }
}

impl From<LinkView> for LinkUse {
    fn from(link: LinkView) -> Self {
        let network = link.used_from.as_deref().and_then(network_of);
        Self { made_at: link.created_at, state: link.state, used_at: link.used_at, network }
    }
}

/// The records of a merchant are walked once for all of the units.
async fn add_reveals(tx: &mut Tx, chains: &mut [Chain]) -> Result<(), OrderError> {
    let mut shown: BTreeMap<MerchantId, (Time, Vec<String>)> = BTreeMap::new();
    for chain in chains.iter() {
        let Some(sale) = &chain.sale else { continue };
        let Some(first) = sale.first_shown_at else { continue };
        let of = shown.entry(chain.item.merchant).or_insert((first, Vec::new()));
        of.0 = of.0.min(first);
        of.1.push(sale.delivery.to_string());
    }
    for (merchant, (first, deliveries)) in shown {
        let (records, complete) = traced::reveals(tx, merchant, first, deliveries).await?;
        for chain in chains.iter_mut().filter(|chain| chain.item.merchant == merchant) {
            let Some(sale) = &mut chain.sale else { continue };
            let own = sale.delivery.to_string();
            let mine = records.iter().filter(|record| record.delivery == own);
            sale.reveals = mine
                .map(|record| Shown {
                    at: record.at,
                    who: record.who.clone(),
                    network: network_of(&record.from),
                })
                .collect();
            sale.reveals_complete = complete;
        }
    }
    Ok(())
}

/// Enough to tell a data centre from a household, and not the household: `192.0.2.0/24`, `2001:db8:1::/48`.
pub(crate) fn network_of(address: &str) -> Option<String> {
    match address.trim().parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            Some(format!("{a}.{b}.{c}.0/24"))
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Some(format!("{a:x}:{b:x}:{c:x}::/48"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::network_of;

    #[test]
    fn of_an_address_only_the_network_is_told() {
        assert_eq!(network_of("192.0.2.77").as_deref(), Some("192.0.2.0/24"));
        assert_eq!(network_of("::ffff:192.0.2.77").as_deref(), Some("192.0.2.0/24"));
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1::/48"));
        assert_eq!((network_of(""), network_of("unknown")), (None, None));
    }
}
