use crate::house::{House, code};
use async_trait::async_trait;
use db::{Engine, Tx};
use kernel::Span;
use receipts::{File, ReceiptRefusal, VerifyRefusal, Why, published_key, verify};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_says_what_was_delivered_and_is_true() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        let first = house.sold(2).await;
        assert_eq!(code(house.receipts.receipt(&first).await), "receipt_not_ready");
        let Err(ReceiptRefusal::NotYet { retry_after }) = house.receipts.receipt(&first).await else {
            panic!("it is not there yet")
        };
        house.shop.time.advance(Span::seconds(retry_after));
        house.walk().await;
        let found = house.verified(&first).await;
        assert_eq!((found.entry, found.size, found.proved, found.unproved.len()), (0, 1, 2, 0));
        let bytes = house.receipt(&first).await;
        let File { receipt, .. } = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((receipt.core.total, receipt.core.lines[0].quantity), (2_000, 2));
        assert_eq!((receipt.core.merchant.name.zh.as_str(), receipt.core.lines.len()), ("商户", 1));
        assert_eq!(receipt.core.lines[0].title.en, "Product first");
        assert_eq!(receipt.core.deliveries.len(), 2);
        let batch = receipt.core.deliveries[0].batch.as_ref().unwrap();
        assert!(batch.leaf.is_some() && batch.root.is_some() && batch.size == 10);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains("PLAINTEXT") && !text.contains("usr_") && !text.contains("192.0.2"));
        // More is sold, and the receipt stays what it is, under the head that it had.
        for _ in 0..4 {
            house.sold(1).await;
        }
        house.later();
        house.walk().await;
        assert_eq!(house.receipt(&first).await, bytes);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_single_bit_counts() {
    let house = House::new(Engine::Sqlite, 20).await;
    house.sold(1).await;
    let order = house.sold(2).await;
    for _ in 0..4 {
        house.sold(1).await;
    }
    house.later();
    house.walk().await;
    let found = house.verified(&order).await;
    assert_eq!((found.entry, found.size, found.proved), (1, 6, 2));
    let bytes = house.receipt(&order).await;
    assert!(verify(&bytes, None).is_ok());
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            assert!(verify(&changed, None).is_err(), "byte {at} bit {bit}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_reader_would_pass_over_is_refused() {
    let house = House::new(Engine::Sqlite, 5).await;
    let order = house.sold(1).await;
    house.later();
    house.walk().await;
    let bytes = house.receipt(&order).await;
    let text = String::from_utf8(bytes.clone()).unwrap();
    let refused = |text: String| verify(text.as_bytes(), None).unwrap_err();
    for (from, to, why) in [
        ("{\"receipt\":", "{ \"receipt\":", VerifyRefusal::NotCanonical),
        ("{\"receipt\":", "{\"also\":1,\"receipt\":", VerifyRefusal::Unreadable),
        ("\"version\":1", "\"version\":1,\"version\":1", VerifyRefusal::Unreadable),
        ("\"version\":1", "\"version\":1.0", VerifyRefusal::Unreadable),
        ("\"version\":1", "\"version\":2", VerifyRefusal::UnknownVersion),
        ("ed25519", "ed25518", VerifyRefusal::UnknownVersion),
        ("\"receipt\"", "\"rec\\u0065ipt\"", VerifyRefusal::NotCanonical),
        ("CNY", "USD", VerifyRefusal::BadSignature),
    ] {
        assert!(text.contains(from), "{from}");
        assert_eq!(refused(text.replacen(from, to, 1)), why, "{from} {to}");
    }
    assert_eq!(refused(format!("{text}\n")), VerifyRefusal::NotCanonical);
    assert_eq!(refused(format!("{text}{{}}")), VerifyRefusal::Unreadable);
    assert_eq!(refused(String::new()), VerifyRefusal::Unreadable);
    let signature = text.rsplit('"').nth(1).unwrap();
    assert_eq!(refused(text.replace(signature, &signature.to_uppercase())), VerifyRefusal::Unreadable);
    assert_eq!(verify(&bytes, Some(&[7; 32])), Err(VerifyRefusal::OtherKey));
    // The key as it is published, and its digits alone.
    let published = house.receipts.published().await.unwrap();
    let key = published.public_key;
    assert_eq!(published_key(&serde_json::to_string(&published).unwrap()), Some(key.0));
    assert_eq!(published_key(&format!("{key}\n")), Some(key.0));
    assert_eq!(published_key("no key"), None);
    assert!(verify(&bytes, Some(&key.0)).is_ok());
    house.is_clean().await;
}

struct Nobody;

#[async_trait]
impl vault::Witness for Nobody {
    async fn note(&self, _: &mut Tx, _: &str, _: &str, _: &str) -> db::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn items_sealed_anew_are_not_proved_and_the_receipt_stays_true() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        let order = house.sold(2).await;
        house.later();
        house.walk().await;
        assert_eq!(house.verified(&order).await.proved, 2);
        let kept = house.receipt(&order).await;
        let vault = house.shop.orders.vault();
        vault::rotate_batches(vault, &house.shop.db, &Nobody, &|_| ()).await.unwrap();
        let found = house.verified(&order).await;
        assert_eq!(found.proved, 0);
        assert!(found.unproved.len() == 2 && found.unproved.iter().all(|u| u.why == Why::SealedAnew));
        assert!(verify(&kept, None).is_ok(), "what was saved before proves more");
        // What is sold now is proved in the batch as it is now.
        let next = house.sold(1).await;
        house.later();
        house.walk().await;
        assert_eq!(house.verified(&next).await.proved, 1);
        house.is_clean().await;
    }
}
