//! A platform with an applicant, a reviewer, a merchant and a brand.

use admission::{Admission, By, Decision, Upload};
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords, ReviewRules};
use db::Engine;
use identity::{Identity, NewUser, Role};
use kernel::{
    ApplicationId, BasisPoints, Bilingual, BrandId, Currency, MerchantId, Money, OfferId, ProductId, Secret,
    Span, UserId,
};
use merchants::{Approval, DocumentKind, Draft, Link, NewAuthorisation, Sealer};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use testkit::{TestAmbient, TestDb};

pub const REVIEWER: By<'static> = By { who: "usr_reviewer", from: "192.0.2.9" };

pub struct House {
    pub db: TestDb,
    pub time: TestAmbient,
    pub identity: Identity,
    pub admission: Admission,
    pub folder: tempfile::TempDir,
    pub said: Arc<Said>,
}

/// What each domain says, in this test's world; others lead nowhere.
#[derive(Default)]
pub struct Said(pub Mutex<HashMap<String, String>>);

#[async_trait::async_trait]
impl ports::DomainProof for Said {
    async fn says(&self, domain: &str, path: &str, line: &str) -> Result<(), ports::DomainDoubt> {
        assert_eq!(path, "/.well-known/cardamom-domain.txt");
        match self.0.lock().unwrap().get(domain) {
            Some(text) if text.lines().any(|found| found == line) => Ok(()),
            Some(_) => Err(ports::DomainDoubt::OtherWords),
            None => Err(ports::DomainDoubt::NoAddress),
        }
    }
}

pub fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {words}\n%%EOF\n").into_bytes()
}

pub fn draft(slug: &str, licence: &str) -> Draft {
    let text = |text: &str| Some(text.to_owned());
    Draft {
        kind: None,
        name: Some(Bilingual::new("夜市商行", "Night Market")),
        about: None,
        store_slug: text(slug),
        licence_number: text(licence),
        legal_person: text("豆小蔻"),
        contact_name: text("豆小蔻"),
        contact_phone: text("13800000000"),
        contact_email: text("owner@example.com"),
        bank_name: text("豆蔻银行"),
        bank_account: text("6222000011112222"),
    }
}

impl House {
    pub async fn open(engine: Engine) -> Self {
        let (db, time, folder) =
            (testkit::database(engine).await, testkit::ambient(21), tempfile::tempdir().unwrap());
        let identity = Identity::new(identity::Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            csrf_key: Secret::new([7; 32]),
            seal_key: Secret::new([8; 32]),
            limits: identity::Limits::default(),
            second_factor: identity::SecondFactor::default(),
            couriers: identity::Couriers::default(),
        });
        let said = Arc::new(Said::default());
        std::fs::write(folder.path().join("list.csv"), "Listed Ltd,LISTED-1,court order\n").unwrap();
        let admission = Admission::new(admission::Parts {
            db: db.db.clone(),
            ambient: time.ambient.clone(),
            identity: identity.clone(),
            sealer: sealer(),
            blobs: Arc::new(backends::FolderBlobs::new(folder.path().join("documents"))),
            screening: Arc::new(backends::ListFile::new(Some(folder.path().join("list.csv")))),
            domains: said.clone(),
            rules: ReviewRules {
                forbidden_words: vec!["充值代理".into()],
                categories_by_person: vec!["lottery".into()],
                ..ReviewRules::default()
            },
            channels: channels::ChannelBook::new(channels::Parts {
                db: db.db.clone(),
                ambient: time.ambient.clone(),
                key: Secret::new([9; 32]),
                kinds: testkit::CHANNEL_KINDS,
                private_gateways: false,
                patience: std::time::Duration::from_millis(300),
            }),
            base_url: "http://shop.test".into(),
        });
        let house = Self { db, time, identity, admission, folder, said };
        let mut tx = house.db.begin().await.unwrap();
        for code in ["goods", "lottery"] {
            let name = Bilingual::new("商品", "Goods");
            let category = Category { code: code.into(), name, icon: String::new(), sort: 1 };
            catalog::put_category(&mut tx, &category).await.unwrap();
        }
        tx.commit().await.unwrap();
        house
    }

    pub async fn user(&self, email: &str) -> UserId {
        let password = Secret::new("correct horse battery".to_owned());
        let new = NewUser { email, password: &password, role: Role::Buyer, merchant: None };
        self.identity.register(&new).await.unwrap().id
    }

    /// Filled in, with its scan, and handed in.
    pub async fn apply(&self, user: UserId, slug: &str, licence: &str) -> ApplicationId {
        self.time.advance(Span::seconds(1));
        self.admission.save_application(user, &draft(slug, licence)).await.unwrap();
        let content = pdf(slug);
        let upload = Upload { kind: DocumentKind::Licence, name: "执照.pdf", content: &content };
        self.admission.add_application_document(user, &upload).await.unwrap();
        let by = By { who: &user.to_string(), from: "192.0.2.1" };
        self.admission.submit_application(user, by).await.unwrap().application.id
    }

    pub fn approval(&self) -> Decision {
        Decision::Approve(Approval { fee: BasisPoints(200), plan: String::new(), note: String::new() })
    }

    /// A merchant who came through the gate: not trusted.
    pub async fn merchant(&self, email: &str, slug: &str) -> MerchantId {
        let user = self.user(email).await;
        let id = self.apply(user, slug, slug).await;
        self.admission.take_application(REVIEWER, id).await.unwrap();
        self.admission.decide_application(REVIEWER, id, &self.approval()).await.unwrap().unwrap()
    }

    pub fn new_product(&self, merchant: MerchantId, slug: &str, title: &str) -> NewProduct {
        let text = |zh: &str| Bilingual::new(zh, "");
        NewProduct {
            merchant,
            slug: slug.into(),
            category: "goods".into(),
            brand: Bilingual::new("青柠", "Lime"),
            brand_id: None,
            picture: String::new(),
            words: ProductWords { title: text(title), guide: text("用法"), ..ProductWords::default() },
        }
    }

    pub async fn product(&self, merchant: MerchantId, slug: &str) -> ProductId {
        let mut tx = self.db.begin().await.unwrap();
        let new = self.new_product(merchant, slug, "月卡");
        let (id, _) = self.admission.create_product(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// At that price; the code of the refusal, if it is refused.
    pub async fn offer(
        &self,
        merchant: MerchantId,
        product: ProductId,
        minor: i64,
    ) -> Result<OfferId, &'static str> {
        let mut tx = self.db.begin().await.unwrap();
        let code = format!("SKU-{}-{minor}", self.time.ambient.now().0);
        self.time.advance(Span::seconds(1));
        let new =
            NewSku { merchant, product, code, name: Bilingual::new("一", "One"), kind: GoodsKind::OneTime };
        let sku = catalog::create_sku(&mut tx, &self.time.ambient, &new).await.unwrap();
        let new = NewOffer::new(merchant, sku, Money::new(minor, Currency::CNY));
        let made = self.admission.create_offer(&mut tx, &new).await;
        match made {
            Ok(offer) => {
                tx.commit().await.unwrap();
                Ok(offer)
            }
            Err(refusal) => Err(refusal.code()),
        }
    }

    pub async fn is_on(&self, offer: OfferId) -> bool {
        catalog::offer(&self.db, offer).await.unwrap().unwrap().on
    }

    pub async fn brand(&self, authorised_only: bool) -> BrandId {
        let mut tx = self.db.begin().await.unwrap();
        let name = Bilingual::new("青柠", "Lime");
        let brand = self.admission.create_brand(&mut tx, REVIEWER, &name, authorised_only).await.unwrap();
        tx.commit().await.unwrap();
        brand.id
    }

    /// Handed in: for so many days from now, at no less than ¥9.00.
    pub async fn hand_in(&self, merchant: MerchantId, brand: BrandId, days: i64) -> merchants::Authorisation {
        self.hand_in_for(merchant, brand, days, &merchants::Channel::ALL).await
    }

    pub async fn hand_in_for(
        &self,
        merchant: MerchantId,
        brand: BrandId,
        days: i64,
        channels: &[merchants::Channel],
    ) -> merchants::Authorisation {
        let content = pdf(&format!("{merchant} {days} {}", self.time.ambient.now().0));
        let upload = Upload { kind: DocumentKind::Authorisation, name: "授权书.pdf", content: &content };
        let document = self.admission.add_merchant_document(merchant, &upload).await.unwrap();
        let now = self.time.ambient.now();
        let new = NewAuthorisation {
            merchant,
            brand,
            territory: vec!["CN".into()],
            channels: channels.to_vec(),
            minimum_price: Some(Money::new(900, Currency::CNY)),
            cost_basis_bps: None,
            valid_from: now,
            valid_to: now.after(Span::days(days)),
            chain: vec![Link { from: "青柠".into(), to: "夜市".into() }],
            documents: vec![document.id],
        };
        let mut tx = self.db.begin().await.unwrap();
        let by = By { who: "usr_owner", from: "192.0.2.1" };
        let handed = self.admission.hand_in_authorisation(&mut tx, by, &new).await.unwrap();
        tx.commit().await.unwrap();
        handed
    }

    /// What the trail tells, the oldest first.
    pub async fn trail(&self) -> Vec<String> {
        let rows = self.db.query("select what from trail order by seq", &[]).await.unwrap();
        rows.iter().map(|row| row.text(0).unwrap()).collect()
    }

    /// Nothing in the trail was changed.
    pub async fn audit(&self) {
        let mut tx = self.db.snapshot().await.unwrap();
        assert!(identity::audit(&mut tx).await.unwrap().is_empty());
    }
}

/// What the house seals with.
pub fn sealer() -> Sealer {
    Sealer::new(Secret::new([9; 32]))
}
