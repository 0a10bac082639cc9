use crate::house::House;
use kernel::{MerchantId, SkuId};
use vault::*;

#[tokio::test]
async fn a_sealed_item_opens_in_its_own_place_only() {
    for engine in testkit::engines() {
        let mut house = House::new(engine).await;
        house.import("A1\nA2\nA3\n").await;
        let home = (house.merchant, house.sku);
        house.take(3).await;
        let copy = "update vault_items set sealed = (select sealed from vault_items i where i.number = 1 \
                    and i.sku = '{sku}') where number = 2";
        house.run(&copy.replace("{sku}", &home.1.to_string())).await;
        assert_eq!(house.open(2).await.err().unwrap().code(), "tampered");
        assert!(house.open(1).await.is_ok());
        // Under another SKU of the merchant, and at another merchant, as number 1.
        for change in [true, false] {
            (house.merchant, house.sku) = home;
            if change {
                house.sku = SkuId::new(house.ambient());
            } else {
                house.merchant = MerchantId::new(house.ambient());
            }
            house.import("OTHER\n").await;
            let there = format!("where sku = '{}' and merchant = '{}'", house.sku, house.merchant);
            let here = format!("i.sku = '{}' and i.merchant = '{}'", home.1, home.0);
            let moved = house
                .run(&format!("update vault_items set sealed = (select sealed from vault_items i where i.number = 1 and {here}) {there}"))
                .await;
            assert_eq!(moved, 1);
            assert_eq!(house.open(1).await.err().unwrap().code(), "tampered");
        }
    }
}

#[tokio::test]
async fn reveals_are_answered_in_order_and_chained_by_merchant() {
    for engine in testkit::engines() {
        let mut house = House::new(engine).await;
        house.import("A1\nA2\n").await;
        let mut asks = vec![house.ask(2), house.ask(1)];
        house.merchant = MerchantId::new(house.ambient());
        house.import("B1\n").await;
        asks.insert(1, house.ask(1));
        asks.push(asks[0].clone());
        let sealed = house.seal_of(&asks).await;
        let mut shown = Vec::new();
        for sealed in &sealed {
            shown.push(house.vault.open_sealed(&house.db, sealed).await.unwrap().one_line().expose().clone());
        }
        assert_eq!(shown[1], "B1");
        assert_eq!((&shown[0], shown[0] != shown[2]), (&shown[3], true));
        assert!(!format!("{sealed:?}").contains("bytes"));
        let rows = house
            .db
            .query("select merchant, seq, who, from_address from vault_reveals order by merchant, seq", &[]);
        let seqs: Vec<i64> = rows.await.unwrap().iter().map(|r| r.int(1).unwrap()).collect();
        assert_eq!(seqs.iter().sum::<i64>(), 1 + 2 + 3 + 1);
        house.audit_is_clean().await;
        let mut tx = house.db.begin().await.unwrap();
        let unknown = record_reveals(&mut tx, house.ambient().now(), &[house.ask(99)]).await;
        assert!(unknown.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_reveals_at_once_leave_one_chain() {
    for engine in testkit::engines() {
        let house = std::sync::Arc::new(House::new(engine).await);
        house.import(&crate::house::lines("R", 20)).await;
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let house = house.clone();
                tokio::spawn(async move {
                    for item in 1..=10 {
                        house.open(item + n).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        house.audit_is_clean().await;
    }
}
