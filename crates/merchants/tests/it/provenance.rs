use crate::house::{House, PDF, pdf};
use kernel::{AuthorisationId, BatchId, DocumentId, UserId, encode_128};
use merchants::{Contract, DocumentKind, Holder, Level, MerchantRefusal, Papers};

fn contract(contract: &str, signed_on: &str, document: Option<DocumentId>) -> Contract {
    Contract { contract: contract.to_owned(), signed_on: signed_on.to_owned(), document }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_names_the_papers_it_rests_on() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let (merchant, other) = (house.merchant().await, house.merchant().await);
        let kind = DocumentKind::Other;
        let own = house.upload(Holder::Merchant(merchant), kind, PDF).await.unwrap().id;
        let foreign = house.upload(Holder::Merchant(other), kind, &pdf("theirs")).await.unwrap().id;
        let note = async |batch: u128, contract: &Contract| -> Result<(), MerchantRefusal> {
            let mut tx = house.db.begin().await.unwrap();
            let now = house.time.ambient.now();
            merchants::note_contract(&mut tx, merchant, BatchId(batch), contract, now).await?;
            tx.commit().await.unwrap();
            Ok(())
        };
        for (bad, code) in [
            (contract("", "", None), "bad_text"),
            (contract("a\nb", "", None), "bad_text"),
            (contract(&"x".repeat(121), "", None), "bad_text"),
            (contract("HT-1", "31.1.2026", None), "bad_contract_date"),
            (contract("HT-1", "2026-02-30", None), "bad_contract_date"),
            (contract("HT-1", "2999-01-01", None), "bad_contract_date"),
            (contract("HT-1", "2026-1-01", None), "bad_contract_date"),
            (contract("HT-1", "2020-01-01T", None), "bad_contract_date"),
            (contract("HT-1", "", Some(foreign)), "no_such_document"),
            (contract("HT-1", "", Some(DocumentId(9))), "no_such_document"),
        ] {
            assert_eq!(note(1, &bad).await.unwrap_err().code(), code, "{bad:?}");
        }
        note(1, &contract(" HT-2020/7 ", "2020-01-31", Some(own))).await.unwrap();
        note(2, &contract("HT-8", "", None)).await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        merchants::note_batch(&mut tx, merchant, BatchId(2), AuthorisationId(5)).await.unwrap();
        tx.commit().await.unwrap();
        let ids = [BatchId(1), BatchId(2), BatchId(3)];
        let mut tx = house.db.read().await.unwrap();
        let papers = merchants::papers(&mut tx, merchant, &ids).await.unwrap();
        let first = Some(contract("HT-2020/7", "2020-01-31", Some(own)));
        assert_eq!(papers[&BatchId(1)], Papers { authorisation: None, contract: first });
        let second = Some(contract("HT-8", "", None));
        assert_eq!(papers[&BatchId(2)], Papers { authorisation: Some(AuthorisationId(5)), contract: second });
        assert_eq!(papers[&BatchId(3)], Papers::default());
        // A batch of the same name is somebody else's with the other merchant.
        let theirs = merchants::papers(&mut tx, other, &ids).await.unwrap();
        assert!(theirs.values().all(|papers| *papers == Papers::default()));
        assert!(merchants::papers(&mut tx, merchant, &[]).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_applications_from_one_browser_warn() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let (mine, theirs) = (encode_128(7), encode_128(8));
        let apply = async |user: u128, device: &str| {
            let applied = house.apply(user, &format!("shop-{user}"), &format!("LICENCE-{user}")).await;
            let mut tx = house.db.begin().await.unwrap();
            merchants::note_device(&mut tx, &house.sealer, applied.id, device).await.unwrap();
            tx.commit().await.unwrap();
            applied
        };
        let first = apply(1, &mine).await;
        let (second, third) = (apply(2, &mine).await, apply(3, &theirs).await);
        // What is none of our cookies tells nothing, though two send the same.
        let (fourth, fifth) = (apply(4, "").await, apply(5, "").await);
        let same = async |of: &merchants::Application| {
            let mut tx = house.db.read().await.unwrap();
            let found = merchants::checks(&mut tx, &house.sealer, of).await.unwrap();
            found.into_iter().find(|check| check.code == "same_device")
        };
        let warned = same(&second).await.unwrap();
        assert_eq!((warned.level, warned.detail), (Level::Warn, first.id.to_string()));
        assert_eq!(same(&first).await.unwrap().detail, second.id.to_string());
        for free in [&third, &fourth, &fifth] {
            assert_eq!(same(free).await, None);
        }
        // Nothing of the cookie stands in the database.
        let rows =
            house.db.query("select print from admission_prints where kind = 'device'", &[]).await.unwrap();
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().all(|row| row.bytes(0).unwrap() != mine.as_bytes()));
        assert_eq!(first.user, UserId(1));
    }
}
