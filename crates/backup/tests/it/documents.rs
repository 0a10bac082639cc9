//! The sealed documents of merchants, inside the backup.

use crate::house::{Counts, House, Objects, empty};
use async_trait::async_trait;
use backup::*;
use db::{Db, Tx};
use kernel::Time;
use std::sync::{Arc, Mutex};

/// Opens what begins as ours do, and remembers which.
#[derive(Clone, Default)]
struct Opens(Arc<Mutex<Vec<String>>>);

#[async_trait]
impl Auditor for Opens {
    async fn audit(&self, tx: &mut Tx, now: Time) -> db::Result<Vec<String>> {
        Counts.audit(tx, now).await
    }
    async fn opens(&self, db: &Db, sample: &Sample) -> db::Result<Option<bool>> {
        let sql = "select count(*) from documents where blob = $1";
        let known = db.query_opt(sql, db::params![&sample.name]).await?.unwrap().int(0)?;
        assert_eq!(known, 1, "the restored database names it");
        self.0.lock().unwrap().push(sample.name.clone());
        Ok(Some(sample.sealed.starts_with(b"sealed document")))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_are_in_the_backup_and_come_back() {
    for from in testkit::engines() {
        let house = House::new(from).await;
        let mut names = Vec::new();
        for n in 0..8 {
            names.push(house.document(n).await);
        }
        // Two rows, one file; and a file that no row names stays out.
        let sql = "update documents set blob = $1 where id = 'doc_7'";
        let mut tx = house.db.begin().await.unwrap();
        tx.exec_one(sql, db::params![&names[0]]).await.unwrap();
        tx.commit().await.unwrap();
        let opens = Opens::default();
        let made = house.make_with("one.backup", opens.clone()).await.unwrap();
        assert_eq!((made.contents.documents, made.contents.missing, made.proof.opened), (7, 0, 3));
        let bytes = std::fs::read(&made.path).unwrap();
        let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!has(b"sealed document"), "sealed once more");
        for to in testkit::engines() {
            let (fresh, _keep) = empty(to).await;
            let restored = house.restore("one.backup", house.key(), &fresh).await.unwrap();
            assert_eq!(restored.contents.documents, 7);
            for (n, name) in names.iter().enumerate().take(7) {
                let back = house.blobs("restored-documents").get(name).await.unwrap();
                assert_eq!(back, format!("sealed document {n}").into_bytes());
            }
            assert!(house.blobs("restored-documents").get(&names[7]).await.is_err());
        }
    }
}

/// A backup of the rows is worth more than none; but it is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_is_lost_or_changed_is_told_and_not_kept() {
    let house = House::new(db::Engine::Sqlite).await;
    let mut names = Vec::new();
    for n in 0..4 {
        names.push(house.document(n).await);
    }
    let path = |name: &str| house.path("documents").join(&name[..2]).join(name);
    std::fs::remove_file(path(&names[1])).unwrap();
    std::fs::write(path(&names[2]), b"sealed document of somebody else").unwrap();
    let made = house.make_with("one.backup", Opens::default()).await.unwrap();
    assert_eq!((made.contents.documents, made.contents.missing), (2, 2));
    let without = Source { documents: None, ..house.source() };
    let ambient = &house.time.ambient;
    let none = write(&without, &house.key(), ambient, &house.path("n.backup"), &Progress::default()).await;
    assert_eq!(none.unwrap().1.documents, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_does_not_open_is_a_backup_that_does_not_prove() {
    struct Shut;
    #[async_trait]
    impl Auditor for Shut {
        async fn audit(&self, _: &mut Tx, _: Time) -> db::Result<Vec<String>> {
            Ok(Vec::new())
        }
        async fn opens(&self, _: &Db, _: &Sample) -> db::Result<Option<bool>> {
            Ok(Some(false))
        }
    }
    let house = House::new(db::Engine::Sqlite).await;
    house.document(1).await;
    let refused = house.make_with("one.backup", Shut).await.unwrap_err();
    assert_eq!(refused.code(), "findings");
    assert!(refused.to_string().contains("does not open"), "{refused}");
    assert!(!house.path("one.backup").exists() && house.path("one.backup.bad").exists());
    assert_eq!(house.make_with("two.backup", Objects).await.unwrap_err().code(), "findings");
}
