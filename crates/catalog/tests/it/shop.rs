use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, Price, ProductWords};
use kernel::{Bilingual, Currency, MerchantId, Money, OfferId, ProductId, SkuId, Span};
use testkit::{TestAmbient, TestDb};

pub struct Shop {
    pub db: TestDb,
    pub test: TestAmbient,
    pub merchant: MerchantId,
}

pub fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

pub fn words(title: &str) -> ProductWords {
    ProductWords {
        title: Bilingual::new(title, title),
        summary: Bilingual::new("一句话", "One sentence"),
        guide: Bilingual::new("1. 打开\n2. 兑换", "1. Open\n2. Redeem"),
        terms: Bilingual::new("条款", "Terms"),
    }
}

impl Shop {
    pub async fn open(engine: db::Engine) -> Self {
        let (db, test) = (testkit::database(engine).await, testkit::ambient(7));
        let merchant = MerchantId::new(&test.ambient);
        let mut tx = db.begin().await.unwrap();
        for (sort, code) in ["video", "games"].into_iter().enumerate() {
            let category = Category {
                code: code.into(),
                name: Bilingual::new(code, code),
                icon: "play".into(),
                sort: sort as i64,
            };
            catalog::put_category(&mut tx, &category).await.unwrap();
        }
        tx.commit().await.unwrap();
        Self { db, test, merchant }
    }

    pub fn new_product(&self, slug: &str, title: &str) -> NewProduct {
        NewProduct {
            merchant: self.merchant,
            slug: slug.into(),
            category: "video".into(),
            brand: Bilingual::new("青柠视频", "Qingning"),
            brand_id: None,
            picture: format!("{slug}.svg"),
            words: words(title),
        }
    }

    pub async fn product(&self, slug: &str, title: &str) -> ProductId {
        self.put(&self.new_product(slug, title)).await
    }

    pub async fn put(&self, new: &NewProduct) -> ProductId {
        let mut tx = self.db.begin().await.unwrap();
        let id = catalog::create_product(&mut tx, &self.test.ambient, new).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    pub fn new_sku(&self, product: ProductId, code: &str) -> NewSku {
        let name = Bilingual::new("月卡", "1 month");
        NewSku { merchant: self.merchant, product, code: code.into(), name, kind: GoodsKind::OneTime }
    }

    /// One SKU with one offer.
    pub async fn offer(&self, product: ProductId, code: &str, sort: i64) -> (SkuId, OfferId) {
        let mut tx = self.db.begin().await.unwrap();
        let ambient = &self.test.ambient;
        let sku = catalog::create_sku(&mut tx, ambient, &self.new_sku(product, code)).await.unwrap();
        let price = Price { price: cny(1790), list_price: Some(cny(2500)) };
        let new = NewOffer { price, sort, ..NewOffer::new(self.merchant, sku, cny(1)) };
        let offer = catalog::create_offer(&mut tx, ambient, &new).await.unwrap();
        tx.commit().await.unwrap();
        self.test.advance(Span::millis(1));
        (sku, offer)
    }
}
