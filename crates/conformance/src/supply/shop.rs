use super::{PRICE, cny};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use catalog::{
    AccountField, AccountFieldKind, AccountForm, Category, GoodsKind, NewOffer, NewProduct, NewSku,
    ProductWords,
};
use kernel::{BasisPoints, Bilingual, MerchantId, OfferId, Secret, SkuId};
use orders::{Channels, Desk, Fulfiller, Links, OrderSettings, Orders, Parts};
use ports::{KeyService, RawNotify};
use std::sync::Arc;
use std::time::Duration;
use supply::SupplyBook;
use testkit::{TestAmbient, TestDb};
use tokio::task::JoinHandle;
use vault::Vault;

pub async fn service(db: &TestDb, time: &TestAmbient, keys: &Arc<dyn KeyService>, base_url: &str) -> Orders {
    let settings = OrderSettings::default();
    let links =
        Links::new(keys.derive("order-link").await.unwrap(), keys.derive("query-code").await.unwrap());
    Orders::new(Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        desk: Desk::start(db.db.clone(), time.ambient.clone(), settings.clone()),
        vault: Vault::open(db, keys.clone(), time.ambient.clone()).await.unwrap(),
        channels: Channels::default(),
        links,
        settings,
        base_url: base_url.to_owned(),
    })
}

pub fn fulfiller(db: &TestDb, time: &TestAmbient, orders: &Orders) -> Fulfiller {
    let book = SupplyBook::new(supply::Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        key: Secret::new([9; 32]),
        kinds: suppliers::kinds(),
        private_suppliers: true,
        patience: Duration::from_secs(10),
    });
    Fulfiller::new(orders.clone(), book)
}

type Ears = (Fulfiller, Arc<std::sync::atomic::AtomicUsize>);

/// Where the suppliers report to.
pub fn listen(
    listener: tokio::net::TcpListener,
    fulfiller: Fulfiller,
    heard: Arc<std::sync::atomic::AtomicUsize>,
) -> JoinHandle<()> {
    let hear = axum::routing::any(hear);
    let routes = Router::new().route("/supply/notify/{supplier}", hear).with_state((fulfiller, heard));
    tokio::spawn(async move {
        let _ = axum::serve(listener, routes).await;
    })
}

async fn hear(
    State((fulfiller, heard)): State<Ears>,
    Path(supplier): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let raw = RawNotify {
        method: method.to_string(),
        target: uri.path_and_query().map(|target| target.to_string()).unwrap_or_default(),
        headers: headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.to_vec(),
    };
    match fulfiller.hear(supplier.parse().unwrap(), &raw).await {
        Ok(Some(answer)) => {
            heard.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            (StatusCode::OK, answer)
        }
        _ => (StatusCode::BAD_REQUEST, "refused"),
    }
}

pub async fn goods(db: &TestDb, time: &TestAmbient, kind: GoodsKind) -> (MerchantId, SkuId, OfferId) {
    let (ambient, text) = (&time.ambient, || Bilingual::new("充值", "Top-up"));
    let mut tx = db.begin().await.unwrap();
    let category = Category { code: "goods".into(), name: text(), icon: String::new(), sort: 1 };
    catalog::put_category(&mut tx, &category).await.unwrap();
    let new = merchants::NewMerchant { name: text(), about: Bilingual::default(), fee: BasisPoints(200) };
    let merchant = merchants::create(&mut tx, ambient, &new).await.unwrap().id;
    let new = NewProduct {
        merchant,
        slug: "top-up".into(),
        category: "goods".into(),
        brand: text(),
        brand_id: None,
        picture: String::new(),
        words: ProductWords { title: text(), summary: text(), guide: text(), terms: text() },
    };
    let product = catalog::create_product(&mut tx, ambient, &new).await.unwrap();
    let new = NewSku { merchant, product, code: "SKU".into(), name: text(), kind };
    let sku = catalog::create_sku(&mut tx, ambient, &new).await.unwrap();
    if kind == GoodsKind::Recharge {
        let field = AccountField {
            name: "account".into(),
            kind: AccountFieldKind::Number,
            label: text(),
            length_min: None,
            length_max: None,
            choices: Vec::new(),
        };
        let form = AccountForm { fields: vec![field], ..AccountForm::default() };
        catalog::put_account_form(&mut tx, merchant, sku, &form).await.unwrap();
    }
    let offer =
        catalog::create_offer(&mut tx, ambient, &NewOffer::new(merchant, sku, cny(PRICE))).await.unwrap();
    tx.commit().await.unwrap();
    (merchant, sku, offer)
}
