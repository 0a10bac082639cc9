use crate::house::{House, lines};
use std::path::Path;
use vault::*;

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// All files of a folder in one.
fn swallow(folder: &Path) -> Vec<u8> {
    folder.read_dir().unwrap().flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn database_and_log_hold_no_plaintext() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let batch = house.import(&lines("STOLEN", 300)).await.summary.batch;
        house.import_as(&house.batch(Format::Csv), "CARDNUMBER-77,PASSWORD-88\n", 10).await.unwrap();
        for unit in house.take(5).await {
            house.shown(unit.item).await;
        }
        house.withdraw(batch).await;
        let everything = match house.db.path() {
            Some(path) => swallow(path.parent().unwrap()),
            None => {
                let mut all = Vec::new();
                for table in [
                    "vault_root",
                    "vault_merchants",
                    "vault_chains",
                    "vault_skus",
                    "vault_batches",
                    "vault_items",
                    "vault_reveals",
                ] {
                    let rows = house.db.query(&format!("select * from {table}"), &[]).await.unwrap();
                    for value in rows.into_iter().flat_map(db::Row::into_values) {
                        match value {
                            db::Value::Bytes(bytes) => all.extend(bytes),
                            other => all.extend(format!("{other:?}").into_bytes()),
                        }
                    }
                }
                all
            }
        };
        assert!(
            contains(&everything, "vault_items") || contains(&everything, "invoice 12"),
            "something was read"
        );
        for plaintext in ["STOLEN", "PLAINTEXT", "CARDNUMBER", "PASSWORD-88"] {
            assert!(!contains(&everything, plaintext), "{plaintext}");
        }
        let key = std::fs::read_to_string(house.folder.path().join("root.key")).unwrap();
        assert!(!contains(&everything, key.lines().last().unwrap()));
    }
}
