//! Before anything is paid, a supplier is asked whether the account is there.

use crate::recharge::{Stall, Tells};
use crate::shop::{PRICE, Shop, code};
use orders::{AccountAnswers, AccountCheck, OrderSettings};
use ports::AccountFound;

const PHONE: &str = "13800138000";

/// Where a supplier may take so long, in milliseconds.
async fn stall(engine: db::Engine, patience: i64) -> Stall {
    let settings = OrderSettings { account_check_ms: patience, ..OrderSettings::default() };
    Stall::of(Shop::with(engine, 1, settings).await).await
}

impl Stall {
    async fn check(&self, phone: &str) -> Result<AccountCheck, orders::OrderError> {
        let answers = AccountAnswers::new([("phone".to_owned(), phone.to_owned())]);
        self.fulfiller.check_account(self.offer, &answers).await
    }
}

fn found() -> AccountCheck {
    match AccountFound::yes("张小明", "中国移动") {
        AccountFound::Yes { name, place } => AccountCheck::Found { name, place },
        AccountFound::No => panic!(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_supplier_that_can_tell_says_whether_an_account_is_there() {
    for engine in testkit::engines() {
        let stall = stall(engine, 3_000).await;
        let (first, second) = (&stall.first.1, &stall.second.1);
        assert_eq!(stall.check(PHONE).await.unwrap(), AccountCheck::Untold, "nobody tells");
        second.tells(Tells::Yes);
        assert_eq!(stall.check(&format!(" {PHONE} ")).await.unwrap(), found());
        assert_eq!(second.questions(), [("P1".to_owned(), PHONE.to_owned())], "by its own name of the goods");
        // Who would be asked to credit it is asked first, and what it says is not said against by others.
        first.tells(Tells::No);
        assert_eq!(code(stall.check(PHONE).await), "account_not_found");
        first.tells(Tells::Shrugs);
        assert_eq!(stall.check(PHONE).await.unwrap(), AccountCheck::Unknown);
        assert!(second.questions().is_empty() && first.questions().len() == 2);

        // What cannot be right is nobody's to say.
        assert_eq!(code(stall.check("1").await), "bad_account");
        let keys = stall.fulfiller.check_account(stall.shop.offer, &AccountAnswers::default()).await;
        assert_eq!(code(keys), "account_not_asked");
        let nothing = stall.fulfiller.check_account(kernel::OfferId(7), &AccountAnswers::default()).await;
        assert_eq!(code(nothing), "unknown_offer");
        assert!(first.questions().is_empty());

        // A supplier that rests keeps no buyer waiting; whoever orders is not asked about.
        let user = stall.shop.buyer(10 * PRICE).await;
        first.is_gone();
        for _ in 0..6 {
            stall.place(user, PHONE).await;
        }
        while stall.round().await > 0 {}
        second.tells(Tells::No);
        assert_eq!(code(stall.check(PHONE).await), "account_not_found");
        assert_eq!((first.questions().len(), second.questions().len()), (0, 1));
        let rows = stall.shop.db.query("select * from fulfilments", &[]).await.unwrap();
        assert_eq!(rows.len(), 6, "a question leaves nothing behind");
        stall.shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_waits_for_no_supplier() {
    let stall = stall(db::Engine::Sqlite, 20).await;
    stall.first.1.tells(Tells::Sleeps);
    assert_eq!(stall.check(PHONE).await.unwrap(), AccountCheck::Unknown);
    assert_eq!(stall.first.1.questions().len(), 1);
    let off = self::stall(db::Engine::Sqlite, 0).await;
    off.first.1.tells(Tells::No);
    assert_eq!(off.check(PHONE).await.unwrap(), AccountCheck::Untold, "switched off");
    assert!(off.first.1.questions().is_empty());
}
