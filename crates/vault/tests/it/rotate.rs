use crate::house::{House, key_file, lines};
use async_trait::async_trait;
use db::{Db, Tx};
use kernel::Span;
use ports::KeyService;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use vault::*;

#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

#[async_trait]
impl Witness for Notes {
    async fn note(&self, _: &mut Tx, what: &str, _: &str, _: &str) -> db::Result<()> {
        self.0.lock().unwrap().push(what.to_owned());
        Ok(())
    }
}

async fn another_vault(house: &House, key: &str) -> Vault {
    let keys = key_file(&house.folder, key);
    Vault::open(&house.db, keys, house.ambient().clone()).await.unwrap()
}

async fn opens(vault: &Vault, house: &House, item: i64) -> String {
    let sealed = house.seal_of(&[house.ask(item)]).await.remove(0);
    vault
        .open_sealed(&house.db, &sealed)
        .await
        .map_err(|e| e.to_string())
        .unwrap()
        .one_line()
        .expose()
        .clone()
}

/// What some items show; items of a chunk lie in the order of their fingerprints.
async fn shown(vault: &Vault, house: &House, items: &[i64]) -> Vec<String> {
    let mut shown = Vec::new();
    for item in items {
        shown.push(opens(vault, house, *item).await);
    }
    shown
}

async fn sealed_items(db: &Db) -> Vec<Vec<u8>> {
    let rows = db.query("select sealed from vault_items order by number", &[]).await.unwrap();
    rows.iter().map(|row| row.bytes(0).unwrap()).collect()
}

#[tokio::test]
async fn batches_are_sealed_anew_and_every_key_still_opens() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let first = house.import(&lines("A", 700)).await.summary;
        let second = house.import(&lines("B", 3)).await.summary;
        house.take(5).await;
        let before = sealed_items(&house.db).await;
        let node = another_vault(&house, "root.key").await;
        let some = [1, 250, 251, 700, 703];
        let plain = shown(&node, &house, &some).await;
        assert!(plain[3].starts_with("A-") && plain[4].starts_with("B-"));
        house.time.advance(Span::seconds(1));
        let notes = Notes::default();
        let told = AtomicUsize::new(0);
        let count =
            rotate_batches(&house.vault, &house.db, &notes, &|n| told.store(n, Ordering::Relaxed)).await;
        assert_eq!((count.unwrap(), told.load(Ordering::Relaxed)), (703, 703));
        assert_eq!(*notes.0.lock().unwrap(), ["batch_keys_rotation_begun", "batch_keys_rotation_finished"]);
        let after = sealed_items(&house.db).await;
        assert!(before.iter().zip(&after).all(|(a, b)| a != b && a.len() == b.len()));
        house.audit_is_clean().await;
        // The same node, another one with the old key in its memory, and one that starts now.
        for vault in [&house.vault, &node, &another_vault(&house, "root.key").await] {
            assert_eq!(shown(vault, &house, &some).await, plain);
        }
        let mut tx = house.db.read().await.unwrap();
        for summary in [first, second] {
            let now = batch(&mut tx, house.merchant, summary.batch).await.unwrap().unwrap();
            assert_ne!(now.merkle_root, Some(summary.merkle_root.clone()));
            let rows =
                house.db.query("select old_root from vault_root_links where seq = 1", &[]).await.unwrap();
            let hex = |bytes: Vec<u8>| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
            assert!(
                rows.iter().any(|row| hex(row.bytes(0).unwrap()) == summary.merkle_root),
                "the first root is kept"
            );
        }
        drop(tx);
        house.time.advance(Span::seconds(1));
        rotate_batches(&house.vault, &house.db, &notes, &|_| ()).await.unwrap();
        house.audit_is_clean().await;
        let health = key_health(&house.db, key_file(&house.folder, "root.key"), 10).await.unwrap();
        assert_eq!((health.merchants, health.batches, health.links, health.bad), (1, 2, 4, vec![]));
    }
}

#[tokio::test]
async fn cut_off_anywhere_it_goes_on_and_the_audit_proves_the_half_of_it() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        house.import(&lines("A", 900)).await;
        house.time.advance(Span::seconds(1));
        let notes = Notes::default();
        let some = [1, 251, 500, 900];
        let plain = shown(&house.vault, &house, &some).await;
        let mut cuts = 0;
        for patience in (0..400).cycle().step_by(7) {
            // The future is dropped wherever it is, as by a kill.
            let work = rotate_batches(&house.vault, &house.db, &notes, &|_| ());
            let done = tokio::time::timeout(std::time::Duration::from_millis(patience / 4), work).await;
            house.audit_is_clean().await;
            assert_eq!(shown(&house.vault, &house, &some).await, plain);
            if let Ok(done) = done {
                done.unwrap();
                break;
            }
            cuts += 1;
        }
        assert!(cuts > 0 && running(&house.db, RotationKind::Batches).await.unwrap().is_none());
        assert_eq!(*notes.0.lock().unwrap(), ["batch_keys_rotation_begun", "batch_keys_rotation_finished"]);
        assert_eq!(house.run("delete from vault_reseals").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn buyers_are_shown_their_keys_and_goods_come_in_meanwhile() {
    for engine in testkit::engines() {
        let house = Arc::new(House::new(engine).await);
        house.import(&lines("A", 1_500)).await;
        let stop = Arc::new(AtomicBool::new(false));
        let (buyers, told) = (house.clone(), stop.clone());
        let node = another_vault(&house, "root.key").await;
        let some = [1, 249, 250, 251, 700, 1_100, 1_499, 1_500];
        let plain = shown(&node, &house, &some).await;
        let shown = tokio::spawn(async move {
            let mut count = 0;
            while !told.load(Ordering::Relaxed) {
                let (item, goods) = (some[count % 8], &plain[count % 8]);
                assert_eq!(opens(&node, &buyers, item).await, *goods);
                // What was read before the item was sealed anew opens after it.
                let sealed = buyers.seal_of(&[buyers.ask(item)]).await.remove(0);
                tokio::time::sleep(std::time::Duration::from_millis(3)).await;
                node.open_sealed(&buyers.db, &sealed).await.unwrap();
                count += 1;
            }
            count
        });
        house.time.advance(Span::seconds(1));
        let notes = Notes::default();
        for round in 0..2 {
            let rotating = rotate_batches(&house.vault, &house.db, &notes, &|_| ());
            let importing = async {
                let (more, one) = (lines(&format!("R{round}"), 20), house.batch(Format::Lines));
                house.import_as(&one, &more, 5).await.unwrap();
                house.take(3).await;
            };
            let (rotated, ()) = tokio::join!(rotating, importing);
            rotated.unwrap();
            rotate_merchants(&house.vault, &house.db, &notes).await.unwrap();
            house.audit_is_clean().await;
            house.time.advance(Span::seconds(1));
        }
        stop.store(true, Ordering::Relaxed);
        assert!(shown.await.unwrap() > 3);
    }
}

#[tokio::test]
async fn a_merchants_key_changes_and_duplicates_are_still_known() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        house.import(&lines("A", 10)).await;
        let column = "select wrapped_key from vault_merchants";
        let before = house.db.query(column, &[]).await.unwrap()[0].bytes(0).unwrap();
        let node = another_vault(&house, "root.key").await;
        let plain = opens(&node, &house, 3).await;
        for round in 1..3 {
            house.time.advance(Span::seconds(1));
            let notes = Notes::default();
            assert_eq!(rotate_merchants(&house.vault, &house.db, &notes).await.unwrap(), 1);
            assert_ne!(house.db.query(column, &[]).await.unwrap()[0].bytes(0).unwrap(), before);
            let again = house.import(&format!("{}NEW-{round}\n", lines("A", 10))).await;
            assert_eq!((again.accepted, again.duplicates.len()), (1, 10));
            for vault in [&house.vault, &node, &another_vault(&house, "root.key").await] {
                assert_eq!(opens(vault, &house, 3).await, plain);
            }
        }
        assert_eq!(rotate_merchant(&house.vault, &house.db, house.merchant, None).await.unwrap(), 3);
        house.audit_is_clean().await;
        assert_eq!(key_health(&house.db, key_file(&house.folder, "root.key"), 9).await.unwrap().batches, 3);
    }
}

#[tokio::test]
async fn the_root_key_changes_under_a_running_node() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        for line in ["A\n", "B\n", "C\n", "D\n", "E\n"] {
            house.import(line).await;
        }
        let (old, new) = (key_file(&house.folder, "root.key"), key_file(&house.folder, "next.key"));
        // A node that looks into the folder when it meets a key that it does not know.
        let folder = house.folder.path().to_owned();
        let ring = KeyRing::new(old.clone(), move || {
            let open = |name: &str| FileKeyService::open_or_create(&folder.join(name)).unwrap();
            let current = if folder.join("swapped").exists() {
                ["next.key", "root.key"]
            } else {
                ["root.key", "next.key"]
            };
            current.iter().map(|name| Arc::new(open(name)) as Arc<dyn KeyService>).collect()
        });
        let ring: Arc<dyn KeyService> = Arc::new(ring);
        let node = Vault::open(&house.db, ring.clone(), house.ambient().clone()).await.unwrap();
        let link = lasting_key(&house.db, &*ring, "order-link").await.unwrap();

        let notes = Notes::default();
        let rotate = || rotate_root(&house.db, house.ambient(), (&*old, &*new), &["order-link"], &notes);
        // Cut off in between, and begun again.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(700), rotate()).await;
        assert_eq!(opens(&node, &house, 1).await, "A");
        rotate().await.unwrap();
        let third = key_file(&house.folder, "third.key");
        let refused = rotate_root(&house.db, house.ambient(), (&*old, &*third), &[], &notes).await;
        assert_eq!(refused.unwrap_err().code(), "rotation_under_way");
        assert_eq!(opens(&node, &house, 2).await, "B");

        // A merchant who came too early is found by the sweep after the key is in its place.
        let late = kernel::MerchantId::new(house.ambient());
        let mut tx = house.db.begin().await.unwrap();
        house.vault.ensure_merchant(&mut tx, late).await.unwrap();
        tx.commit().await.unwrap();
        std::fs::write(house.folder.path().join("swapped"), "").unwrap();
        assert_eq!(key_health(&house.db, ring.clone(), 1).await.unwrap().behind, 1);
        assert_eq!(sweep_root(&house.db, (&*old, &*new)).await.unwrap(), 1);
        finish_root(&house.db, house.ambient().now(), &notes).await.unwrap();
        assert_eq!(*notes.0.lock().unwrap(), ["root_key_rotation_begun", "root_key_rotation_finished"]);
        let wrapped = ring.wrap(&kernel::Secret::new([1; 32]), "x").await.unwrap();
        assert_eq!(wrapped.root_key_id, new.root_key_id(), "new merchants get the new one");

        // The old key opens nothing any more; the new one everything, and the links are what they were.
        let refused = Vault::open(&house.db, old.clone(), house.ambient().clone()).await.err().unwrap();
        assert_eq!(refused.code(), "wrong_root_key");
        let started = Vault::open(&house.db, new.clone(), house.ambient().clone()).await.unwrap();
        for vault in [&node, &started] {
            assert_eq!(opens(vault, &house, 5).await, "E");
        }
        let kept = lasting_key(&house.db, &*new, "order-link").await.unwrap();
        assert_eq!(kept.expose(), link.expose());
        assert_eq!(key_health(&house.db, new, 9).await.unwrap().behind, 0);
        house.audit_is_clean().await;
    }
}

#[tokio::test]
async fn damage_to_a_half_sealed_batch_and_to_the_links_is_named() {
    for engine in testkit::engines() {
        let house = House::new(engine).await;
        let batch = house.import(&lines("A", 600)).await.summary.batch;
        house.time.advance(Span::seconds(1));
        let notes = Notes::default();
        let position = "select coalesce(max(position), 0) from vault_reseals";
        first_part(&house, &notes).await;
        let at = house.db.query(position, &[]).await.unwrap()[0].int(0).unwrap();
        assert!(at > 0 && running(&house.db, RotationKind::Batches).await.unwrap().is_some(), "at {at}");
        let all = sealed_items(&house.db).await;
        for (number, other) in [(1, 1), (600, 598)] {
            put(&house, number, &all[other]).await;
            assert!(!house.findings().await.is_empty(), "{number} was replaced, sealed anew up to {at}");
            put(&house, number, &all[number as usize - 1]).await;
            house.audit_is_clean().await;
        }
        rotate_batches(&house.vault, &house.db, &notes, &|_| ()).await.unwrap();
        house.audit_is_clean().await;
        for (damage, repair) in [
            (
                "update vault_root_links set items = items + 1",
                "update vault_root_links set items = items - 1",
            ),
            ("update vault_root_links set seq = 2", "update vault_root_links set seq = 1"),
        ] {
            house.run(damage).await;
            assert!(!house.findings().await.is_empty(), "{damage}");
            house.run(repair).await;
            house.audit_is_clean().await;
        }
        // A forged link: its hash is right, but who made it had no key.
        house.run("update vault_root_links set mac = hash").await;
        house.audit_is_clean().await;
        assert_eq!(key_health(&house.db, key_file(&house.folder, "root.key"), 9).await.unwrap().bad.len(), 1);
        // Shredded while it is sealed anew, its new key goes, too.
        house.time.advance(Span::seconds(1));
        first_part(&house, &notes).await;
        house.withdraw(batch).await;
        let mut tx = house.db.begin().await.unwrap();
        house.vault.shred_batch(&mut tx, house.merchant, batch).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.run("delete from vault_reseals").await, 0);
        rotate_batches(&house.vault, &house.db, &notes, &|_| ()).await.unwrap();
        house.audit_is_clean().await;
    }
}

/// Begins to seal batches anew, and is cut off when a first part is done.
async fn first_part(house: &House, notes: &Notes) {
    let done = tokio::sync::Notify::new();
    let told = |_| done.notify_one();
    tokio::select! {
        ended = rotate_batches(&house.vault, &house.db, notes, &told) => panic!("all at once: {ended:?}"),
        () = done.notified() => {}
    }
}

async fn put(house: &House, number: i64, sealed: &[u8]) {
    let mut tx = house.db.begin().await.unwrap();
    let sql = "update vault_items set sealed = $2 where number = $1";
    tx.exec_one(sql, db::params![number, sealed]).await.unwrap();
    tx.commit().await.unwrap();
}
