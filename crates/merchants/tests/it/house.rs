//! A house with a sealer, somebody who applies, and scans.

use db::Engine;
use kernel::{Ambient, Bilingual, MerchantId, Secret, Span, UserId};
use merchants::{
    ApplicantKind, Application, Document, DocumentKind, Draft, Holder, MerchantRefusal, NewMerchant, Sealer,
};
use testkit::{TestAmbient, TestDb};

pub struct House {
    pub db: TestDb,
    pub time: TestAmbient,
    pub sealer: Sealer,
}

pub const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";

pub fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {words}\n%%EOF\n").into_bytes()
}

/// A whole application, such as a company fills it in.
pub fn draft(slug: &str, licence: &str) -> Draft {
    let text = |text: &str| Some(text.to_owned());
    Draft {
        kind: Some(ApplicantKind::Company),
        name: Some(Bilingual::new("夜市商行", "Night Market Traders")),
        about: Some(Bilingual::new("卖月卡", "")),
        store_slug: text(slug),
        licence_number: text(licence),
        legal_person: text("豆小蔻"),
        contact_name: text("豆小蔻"),
        contact_phone: text("+86 138 0000 0000"),
        contact_email: text("owner@example.com"),
        bank_name: text("豆蔻银行"),
        bank_account: text("6222 0000 1111 2222"),
    }
}

impl House {
    pub async fn open(engine: Engine) -> Self {
        let (db, time) = (testkit::database(engine).await, testkit::ambient(5));
        Self { db, time, sealer: Sealer::new(Secret::new([9; 32])) }
    }

    pub fn ambient(&self) -> &Ambient {
        self.time.advance(Span::seconds(1));
        &self.time.ambient
    }

    pub async fn save(&self, user: u128, draft: &Draft) -> Result<Application, MerchantRefusal> {
        let mut tx = self.db.begin().await?;
        let saved = merchants::save_draft(&mut tx, self.ambient(), &self.sealer, UserId(user), draft).await?;
        tx.commit().await?;
        Ok(saved)
    }

    pub async fn upload(
        &self,
        holder: Holder,
        kind: DocumentKind,
        content: &[u8],
    ) -> Result<Document, MerchantRefusal> {
        let new = merchants::prepare_document(self.ambient(), &self.sealer, kind, "scan.pdf", content)?;
        let mut tx = self.db.begin().await?;
        let added = merchants::add_document(&mut tx, &self.sealer, holder, new.document).await?;
        tx.commit().await?;
        Ok(added)
    }

    pub async fn submit(&self, user: u128) -> Result<Application, MerchantRefusal> {
        let mut tx = self.db.begin().await?;
        let submitted = merchants::submit(&mut tx, self.ambient(), &self.sealer, UserId(user)).await?;
        tx.commit().await?;
        Ok(submitted)
    }

    /// Filled in, with its scan, and handed in.
    pub async fn apply(&self, user: u128, slug: &str, licence: &str) -> Application {
        self.save(user, &draft(slug, licence)).await.unwrap();
        let scan = pdf(&format!("{user} {licence}"));
        self.upload(Holder::Applicant(UserId(user)), DocumentKind::Licence, &scan).await.unwrap();
        self.submit(user).await.unwrap()
    }

    pub async fn merchant(&self) -> MerchantId {
        let mut tx = self.db.begin().await.unwrap();
        let name = Bilingual::new("商户", "Merchant");
        let new = NewMerchant { name, about: Bilingual::default(), fee: kernel::BasisPoints(100) };
        let merchant = merchants::create(&mut tx, self.ambient(), &new).await.unwrap().id;
        tx.commit().await.unwrap();
        merchant
    }
}
