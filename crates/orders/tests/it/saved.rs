//! Accounts that buyers asked to be remembered.

use crate::recharge::Stall;
use crate::shop::{PRICE, Shop, code};
use catalog::{AccountChoice, AccountField, AccountFieldKind, AccountForm};
use kernel::{Bilingual, SavedAccountId, Span, UserId};
use orders::{AccountAnswers, Order};

const PHONE: &str = "13800138000";

fn field(name: &str, kind: AccountFieldKind) -> AccountField {
    let label = Bilingual::new("项", "Field");
    AccountField { name: name.into(), kind, label, length_min: None, length_max: None, choices: vec![] }
}

fn form(fields: Vec<AccountField>) -> AccountForm {
    AccountForm { fields, ..AccountForm::default() }
}

fn phone() -> AccountForm {
    form(vec![field("phone", AccountFieldKind::Phone)])
}

/// A telephone, at one of these.
fn at(places: &[&str]) -> AccountForm {
    let choice =
        |place: &&str| AccountChoice { value: (*place).into(), label: Bilingual::new("区", "Area") };
    let choices = places.iter().map(choice).collect();
    let area = AccountField { choices, ..field("area", AccountFieldKind::Choice) };
    form(vec![area, field("phone", AccountFieldKind::Phone)])
}

fn answers(all: &[(&str, &str)]) -> AccountAnswers {
    AccountAnswers::new(all.iter().map(|(name, answer)| ((*name).to_owned(), (*answer).to_owned())))
}

struct Buyer<'a> {
    stall: &'a Stall,
    user: UserId,
    order: Order,
}

impl Buyer<'_> {
    async fn remember(&self, form: &AccountForm, all: &[(&str, &str)]) {
        self.stall.shop.time.advance(Span::seconds(1));
        self.stall.shop.orders.remember_account(&self.order, form, &answers(all)).await.unwrap();
    }
    async fn hints(&self) -> Vec<String> {
        let all = self.stall.shop.orders.saved_accounts(self.user).await.unwrap();
        all.into_iter().map(|account| account.hint).collect()
    }
    async fn first(&self) -> SavedAccountId {
        self.stall.shop.orders.saved_accounts(self.user).await.unwrap()[0].id
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_remembered_for_its_user_and_for_the_same_fields() {
    for engine in testkit::engines() {
        let stall = Stall::of(Shop::with_keys(engine, 1).await).await;
        let orders = &stall.shop.orders;
        let user = stall.shop.buyer(10 * PRICE).await;
        let order = stall.place(user, PHONE).await;
        let buyer = Buyer { stall: &stall, user, order };
        buyer.remember(&phone(), &[("phone", PHONE)]).await;
        let id = buyer.first().await;
        buyer.remember(&phone(), &[("phone", "13900139000")]).await;
        buyer.remember(&phone(), &[("phone", PHONE)]).await;
        assert_eq!(buyer.hints().await, ["138****8000", "139****9000"], "once, and used last");
        assert_eq!(buyer.first().await, id);
        buyer.remember(&at(&["north"]), &[("phone", PHONE), ("area", "north")]).await;
        assert_eq!(buyer.hints().await.len(), 3, "with an area it is another account");

        // It is opened where the same fields are asked for, and for nobody else.
        let opened = orders.account_for(user, id, &phone()).await.unwrap().unwrap();
        assert_eq!(opened.pairs().collect::<Vec<_>>(), [("phone", PHONE)]);
        assert!(orders.account_for(user, id, &at(&["north"])).await.unwrap().is_none());
        let qq = form(vec![field("phone", AccountFieldKind::Text)]);
        assert!(orders.account_for(user, id, &qq).await.unwrap().is_none(), "of another kind");
        let count = async |form: &AccountForm| orders.accounts_for(user, form).await.unwrap().len();
        let moved = (count(&at(&["north", "south"])).await, count(&at(&["south"])).await);
        assert_eq!((count(&phone()).await, moved), (2, (1, 0)), "a place that is gone is not offered");
        let other = stall.shop.buyer(PRICE).await;
        assert!(orders.account_for(other, id, &phone()).await.unwrap().is_none());
        assert_eq!(code(orders.forget_account(other, id).await), "saved_account_not_found");
        let rows = stall.shop.db.query("select * from saved_accounts", &[]).await.unwrap();
        assert!(!format!("{rows:?}").contains(PHONE), "it lies nowhere in clear");
        // Moved to somebody else's row it opens for neither.
        let sql = format!("update saved_accounts set user_id = '{other}' where id = '{id}'");
        let mut tx = stall.shop.db.begin().await.unwrap();
        tx.exec(&sql, &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(orders.account_for(other, id, &phone()).await.unwrap().is_none());
        assert!(orders.opened_accounts(other).await.unwrap().is_empty());
        orders.forget_account(other, id).await.unwrap();

        // Twenty at most: the one that was not used for the longest time makes room.
        let oldest = orders.saved_accounts(user).await.unwrap().pop().unwrap().id;
        stall.shop.time.advance(Span::seconds(1));
        orders.account_used(user, oldest).await.unwrap();
        for n in 0..19 {
            buyer.remember(&phone(), &[("phone", &format!("137001370{n:02}"))]).await;
        }
        let hints = buyer.hints().await;
        assert_eq!((hints.len(), hints[0].as_str(), hints[19].as_str()), (20, "137****7018", "139****9000"));

        // Deleted with the account: what was wished before comes too late then.
        while stall.round().await > 0 {}
        let mut tx = stall.shop.db.begin().await.unwrap();
        orders::anonymise(&mut tx, user).await.unwrap();
        tx.commit().await.unwrap();
        buyer.remember(&phone(), &[("phone", PHONE)]).await;
        assert!(stall.shop.db.query("select id from saved_accounts", &[]).await.unwrap().is_empty());
    }
}
