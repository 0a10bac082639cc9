use crate::house::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_changed_in_the_log_the_audit_says_so() {
    for engine in testkit::engines() {
        let house = House::new(engine, 10).await;
        for _ in 0..2 {
            house.sold(1).await;
            house.sold(2).await;
            house.later();
            house.walk().await;
        }
        house.is_clean().await;
        for (damage, expected) in [
            ("update receipts set core = replace(core, 'CNY', 'USD') where entry = 1", "is not of its order"),
            ("update receipts set core = replace(core, ',', ', ') where entry = 1", "as it must be"),
            (
                "update log_nodes set hash = (select n.hash from log_nodes n where n.level = 0 and n.place = 1) \
                 where log_nodes.level = 0 and log_nodes.place = 0",
                "a hash of the log",
            ),
            ("delete from log_nodes where level = 2", "as many hashes"),
            ("update log_heads set signed_at = signed_at + 1000000 where size = 2", "signature of a head"),
            ("update log_heads set root = public_key where size = 4", "a signed root"),
            ("delete from log_heads where size = 4", "the newest head"),
            ("delete from receipts where entry = 1", "an entry of the log is missing"),
            ("delete from receipts where entry = 3", "was passed over"),
            ("update log_state set size = 5", "as many entries"),
            ("update orders set state = 'expired' where total = 2000", "or that is not delivered"),
            ("update deliveries set number = number + 100", "names a delivery"),
        ] {
            let mut tx = house.shop.db.begin().await.unwrap();
            tx.batch(damage).await.unwrap();
            let found = receipts::audit::audit(&mut tx).await.unwrap();
            tx.rollback().await.unwrap();
            assert!(found.iter().any(|f| f.what.contains(expected)), "{damage}: {found:?}");
        }
        house.is_clean().await;
    }
}
