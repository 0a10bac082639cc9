use crate::data::DataFolder;
use crate::fault::{Fault, Result};
use crate::house::House;
use kernel::{Language, MerchantId, Money, OfferId, PageAsk, SkuId};
use serde::{Deserialize, Serialize};

pub const FILE: &str = "demo.json";

/// How to get into a demo shop; the only place where its passwords are written. It holds invented money only.
#[derive(Clone, Serialize, Deserialize)]
pub struct Note {
    pub base_url: String,
    pub operator: Login,
    /// Of the first merchant.
    pub merchant: Merchant,
    pub buyer: Login,
    pub partner: Partner,
    pub offers: Vec<Offer>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Login {
    pub email: String,
    pub password: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Merchant {
    pub email: String,
    pub password: String,
    pub api_key: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Partner {
    pub api_key: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Offer {
    pub id: OfferId,
    pub sku: SkuId,
    /// In Chinese.
    pub name: String,
    pub price: Money,
    pub stock: i64,
}

impl Note {
    /// Of a shop that was filled just now.
    pub fn is_fresh(&self) -> bool {
        self.offers.is_empty()
    }
    pub fn read(data: &DataFolder) -> Result<Option<Self>> {
        let path = data.path().join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Fault::usage(format!("{} cannot be read: {error}", path.display()))),
        };
        let damaged = |_| {
            Fault::usage(format!("{} is damaged: remove the demo's folder and start anew", path.display()))
        };
        serde_json::from_str(&text).map(Some).map_err(damaged)
    }

    pub fn write(&self, data: &DataFolder) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Fault::no(error.to_string()))?;
        let written = data.write_private(FILE, (text + "\n").as_bytes());
        written.map_err(|error| Fault::usage(format!("{FILE} cannot be written: {error}")))
    }
}

/// All offers with what is in stock, those of one merchant beside each other, in the order of the shelf.
pub async fn offers(house: &House) -> Result<Vec<Offer>> {
    let found = merchants::list(&house.db, &PageAsk::new(None, Some(100))).await;
    let mut shelves = Vec::new();
    for merchant in found.map_err(|error| Fault::no(error.to_string()))?.items {
        shelves.push(offers_of(house, merchant.id).await?);
    }
    shelves.sort_by_key(|(place, _)| *place);
    Ok(shelves.into_iter().flat_map(|(_, offers)| offers).collect())
}

type Shelf = (Option<i64>, Vec<Offer>);

/// A merchant's offers, and the place of the first one in the shop.
async fn offers_of(house: &House, merchant: MerchantId) -> Result<Shelf> {
    let mut ask = PageAsk::new(None, Some(PageAsk::LIMIT_MAX));
    let mut views = Vec::new();
    loop {
        let page = catalog::own_offers(&house.db, merchant, &catalog::OwnFilter::default(), &ask)
            .await
            .map_err(|error| Fault::no(error.to_string()))?;
        views.extend(page.items);
        ask.after = page.next;
        if ask.after.is_none() {
            break;
        }
    }
    views.sort_by_key(|view| view.sort);
    let skus: Vec<(MerchantId, SkuId)> = views.iter().map(|view| (view.merchant, view.sku)).collect();
    let stock = house.orders.stock(&skus).await?;
    let offer = |(view, stock): (&catalog::OfferView, i64)| Offer {
        id: view.offer,
        sku: view.sku,
        name: format!("{} · {}", view.title.get(Language::Zh), view.sku_name.get(Language::Zh)),
        price: view.price,
        stock,
    };
    Ok((views.first().map(|view| view.sort), views.iter().zip(stock).map(offer).collect()))
}
