use crate::house::{House, lines};
use vault::*;

/// A vault with everything in it.
async fn full(engine: db::Engine) -> House {
    let house = House::new(engine).await;
    house.import(&lines("A", 30)).await;
    let batch = house.import(&lines("B", 5)).await.summary.batch;
    let units = house.take(6).await;
    house.seal_of(&units.iter().map(|u| house.ask(u.item)).collect::<Vec<_>>()).await;
    house.withdraw(batch).await;
    house.audit_is_clean().await;
    house
}

/// Damage, and what the audit must say of it.
const DAMAGE: &[(&str, &str, &str)] = &[
    ("update vault_reveals set who = 'usr_2' where seq = 3", "a reveal was changed", "seq 3"),
    ("update vault_reveals set from_address = '198.51.100.7' where seq = 6", "a reveal was changed", "seq 6"),
    ("delete from vault_reveals where seq = 4", "is missing before this one", "seq 5"),
    ("delete from vault_reveals where seq = 6", "does not end where it says", "seq 6"),
    ("update vault_chains set seq = 7", "does not end where it says", "seq 7"),
    ("delete from vault_chains", "reveals of an unknown merchant", "vault_reveals"),
    ("delete from vault_items where number = 7", "a number is missing before this item", "number 8"),
    ("delete from vault_items where number = 35", "not as many items as were numbered", "sku_"),
    ("update vault_items set batch = 2 where number = 3", "not as many items as it says", "bat_"),
    ("update vault_items set batch = 99 where number = 3", "items of an unknown batch", "batch number 99"),
    (
        "update vault_items set sealed = (select sealed from vault_items i where i.number = 1) where number = 9",
        "the Merkle root of a batch",
        "bat_",
    ),
    ("update vault_items set state = 'withdrawn' where number = 20", "not as many withdrawn items", "sku_"),
    ("update vault_skus set head = 36", "the head of a SKU is beyond", "sku_"),
    ("update vault_skus set units = 36", "not as many units as items", "sku_"),
    ("update vault_batches set items = 31 where no = 1", "a batch has not as many items", "bat_"),
    ("delete from vault_skus", "items of an unknown SKU", "vault_items"),
];

#[tokio::test]
async fn each_damage_is_named() {
    for engine in testkit::engines() {
        for (sql, what, row) in DAMAGE {
            let house = full(engine).await;
            assert!(house.run(sql).await > 0, "{sql}");
            let findings = house.findings().await;
            let found = findings.iter().any(|f| f.what.contains(what) && f.row.contains(row));
            assert!(found, "{sql}: {findings:?}");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_there_twice_is_named() {
    for engine in testkit::engines() {
        let house = full(engine).await;
        house.run("drop index vault_items__merchant_fingerprint").await;
        house.run("update vault_items set fingerprint = (select fingerprint from vault_items i where i.number = 1) where number = 2").await;
        let findings = house.findings().await;
        assert!(findings.iter().any(|f| f.what == "a key is in stock twice"), "{findings:?}");
    }
}

#[tokio::test]
async fn the_wall_against_a_second_fingerprint_stands() {
    for engine in testkit::engines() {
        let house = full(engine).await;
        let mut tx = house.db.begin().await.unwrap();
        let sql = "update vault_items set fingerprint = (select fingerprint from vault_items i where i.number = 1) where number = 2";
        let refused = tx.exec(sql, &[]).await.unwrap_err();
        assert!(refused.is_unique("vault_items__merchant_fingerprint"), "{refused:?}");
    }
}

#[tokio::test]
async fn an_item_can_be_proved_to_be_of_its_batch() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let done = house.import(&lines("M", 21)).await;
        let rows = house.db.query("select sealed from vault_items order by number", &[]).await.unwrap();
        let part = |text: String| {
            [u32::try_from(text.len()).unwrap().to_be_bytes().to_vec(), text.into_bytes()].concat()
        };
        let leaf = |(number, row): (i64, &db::Row)| {
            let place = [
                part(house.merchant.to_string()),
                part(house.sku.to_string()),
                number.to_be_bytes().to_vec(),
            ];
            merkle::leaf(&[&place.concat(), &row.bytes(0).unwrap()])
        };
        let leaves: Vec<_> = (1i64..).zip(&rows).map(leaf).collect();
        let root: Vec<u8> = (0..64)
            .step_by(2)
            .map(|at| u8::from_str_radix(&done.summary.merkle_root[at..at + 2], 16).unwrap())
            .collect();
        let root: merkle::Hash = root.try_into().unwrap();
        for (index, leaf) in leaves.iter().enumerate() {
            let proof = merkle::Levels::new(leaves.clone()).path(index).unwrap();
            assert!(merkle::verify_inclusion(leaf, index, leaves.len(), &proof, &root));
            assert!(!merkle::verify_inclusion(leaf, (index + 1) % 21, leaves.len(), &proof, &root));
        }
    }
}
