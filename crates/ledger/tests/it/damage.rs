use crate::words::*;
use db::Db;
use kernel::Time;
use ledger::{Outcome, Rule};

const SOON: i64 = NOW.0 + 10;

/// A bit of everything: `o1` paid, `o2` held and posted in part, `o3` voided, `o4` expired, `o5` pending, `o6` reversed.
async fn seed(db: &Db) {
    let (bank, a) = (bank(), wallet("a"));
    let escrow = account("m", "escrow", Rule::DebitsWithinCredits);
    must(db, vec![post("o0/fund", &bank, &a, 1_000), post("o1/pay", &a, &escrow, 100)]).await;
    let hold = |id: &str| reserve(id, &a, &escrow, 50, SOON);
    must(
        db,
        vec![
            hold("o2/hold"),
            hold("o3/hold"),
            hold("o4/hold"),
            reserve("o5/hold", &a, &escrow, 5, SOON + 99),
        ],
    )
    .await;
    must(db, vec![post_pending("o2/post", "o2/hold", Some(20)), void("o3/void", "o3/hold")]).await;
    let late = submit(db, Time(SOON), &[chain(vec![expire("o4/end", "o4/hold")])]).await;
    assert_eq!(late, [Outcome::Applied]);
    must(db, vec![post("o6/pay", &a, &escrow, 7), reverse("o6/back", "o6/pay")]).await;
    assert_eq!(audit(db).await, []);
}

async fn finds(damage: &str, row: &str) {
    for engine in testkit::engines() {
        let db = testkit::database(engine).await;
        seed(&db).await;
        let mut tx = db.begin().await.unwrap();
        tx.batch(damage).await.unwrap();
        tx.commit().await.unwrap();
        let found = audit(&db).await;
        assert!(found.iter().any(|f| f.row.contains(row)), "{damage}: {row} is not among {found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_accounts() {
    let a = wallet("a").id();
    for (damage, row) in [
        ("update accounts set credits_posted = credits_posted + 1 where purpose = 'wallet'", a.to_string()),
        ("update accounts set debits_pending = 0 where purpose = 'wallet'", a.to_string()),
        (
            "update accounts set credits_posted = credits_posted + 1 where purpose = 'bank'",
            "asset CNY/2".into(),
        ),
        (
            "update accounts set rule = 'debits_within_credits' where purpose = 'bank'",
            bank().id().to_string(),
        ),
        ("update accounts set rule = 'whatever' where purpose = 'bank'", bank().id().to_string()),
        ("update accounts set owner = 'mallory' where purpose = 'wallet'", format!("{a} (mallory wallet")),
        ("update accounts set lines = lines + 1 where purpose = 'wallet'", format!("statement_lines {a} 5")),
        ("delete from accounts where purpose = 'bank'", "transfers mer_1 o0/fund".into()),
    ] {
        finds(damage, &row).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_transfers() {
    let a = format!("accounts {} (a wallet", wallet("a").id());
    for (damage, row) in [
        ("update transfers set amount = amount + 1 where id = 'o1/pay'", a.as_str()),
        ("update transfers set amount = 0 where id = 'o1/pay'", "transfers mer_1 o1/pay"),
        ("update transfers set amount = 51 where id = 'o2/post'", "transfers mer_1 o2/post"),
        ("update transfers set amount = amount + 1 where id = 'o3/hold'", "transfers mer_1 o3/void"),
        ("update transfers set amount = 9223372036854775807 where id in ('o1/pay', 'o0/fund')", &a),
        ("update transfers set credit = 4711 where id = 'o1/pay'", "transfers mer_1 o1/pay"),
        ("update transfers set debit = credit where id = 'o1/pay'", "transfers mer_1 o1/pay"),
        ("delete from transfers where id = 'o1/pay'", &a),
        ("delete from transfers where id = 'o2/post'", "transfers mer_1 o2/hold"),
        ("delete from transfers where id = 'o3/void'", "transfers mer_1 o3/hold"),
        ("delete from transfers where id = 'o4/hold'", "transfers mer_1 o4/end"),
        ("delete from transfers where id = 'o6/back'", "transfers mer_1 o6/pay"),
        ("update transfers set state = 'pending' where id = 'o2/hold'", "transfers mer_1 o2/hold"),
        ("update transfers set state = 'posted' where id = 'o2/hold'", "transfers mer_1 o2/post"),
        ("update transfers set state = 'voided' where id = 'o4/hold'", "transfers mer_1 o4/end"),
        ("update transfers set state = 'voided' where id = 'o5/hold'", "transfers mer_1 o5/hold"),
        ("update transfers set state = 'posted' where id = 'o6/pay'", "transfers mer_1 o6/pay"),
        ("update transfers set state = 'lost' where id = 'o5/hold'", "transfers mer_1 o5/hold"),
        ("update transfers set kind = 'post' where id = 'o5/hold'", "transfers mer_1 o5/hold"),
        ("update transfers set resolved_by = 'o3/void' where id = 'o2/hold'", "transfers mer_1 o2/hold"),
        ("update transfers set target = 'o1/pay' where id = 'o6/back'", "transfers mer_1 o6/back"),
        ("update transfers set expires_at = null where id = 'o5/hold'", "transfers mer_1 o5/hold"),
    ] {
        finds(damage, row).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_statements() {
    let a = wallet("a").id();
    for (damage, row) in [
        ("update statement_lines set balance = balance + 1 where seq = 2", format!("statement_lines {a} 2")),
        ("update statement_lines set transfer = 'o3/void' where seq = 2", format!("statement_lines {a} 2")),
        ("update statement_lines set transfer = 'none' where seq = 2", format!("statement_lines {a} 2")),
        ("delete from statement_lines where seq = 2", format!("statement_lines {a} 3")),
        ("delete from statement_lines where seq = 5", format!("statement_lines {a} 4")),
        ("delete from statement_lines", format!("accounts {a}")),
    ] {
        finds(damage, &row).await;
    }
}
