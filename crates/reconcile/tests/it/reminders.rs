use crate::shop::{DAY, Fake, PRICE, Shop, line};
use async_trait::async_trait;
use db::{Value, params};
use identity::{Duty, NewUser, Role};
use kernel::{Secret, Span};
use ports::{ChannelError, LineKind, Mail, MailError, Mailer};
use std::sync::{Arc, Mutex};

#[derive(Default)]
struct Post(Mutex<Vec<Mail>>);

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

/// A day on which money came, and people of the operator's.
async fn shop(engine: db::Engine) -> (Shop, Arc<Fake>) {
    let (shop, fake) = Shop::fake(engine).await;
    for (email, duty) in [("fay@example.com", Duty::Finance), ("sue@example.com", Duty::Support)] {
        let password = Secret::new("a long enough sentence".to_owned());
        let new = NewUser { email, password: &password, role: Role::Operator, merchant: None };
        let user = shop.identity.register(&new).await.unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        let values = [Value::from(user.id), Value::from(duty.code())];
        tx.exec("update users set duty = $2 where id = $1", &values).await.unwrap();
        tx.commit().await.unwrap();
    }
    shop.paid(&fake, "e1", PRICE).await;
    (shop, fake)
}

async fn jobs(shop: &Shop) -> Vec<String> {
    let sql = "select payload from jobs where kind = $1";
    let rows = shop.db.query(sql, params![reconcile::MAIL_STATEMENT_MISSING]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn finance_is_reminded_once_of_a_day_without_a_statement() {
    for engine in testkit::engines() {
        let (shop, _) = shop(engine).await;
        assert_eq!(shop.reconcile.keep_up().await.unwrap(), 0, "the day is not over");
        shop.time.advance(Span::hours(9));
        assert_eq!(shop.reconcile.keep_up().await.unwrap(), 1);
        assert_eq!(jobs(&shop).await.len(), 0, "there are hours left");
        assert_eq!(shop.reconcile.yesterday("fake").await.unwrap(), (DAY.to_owned(), true));
        shop.time.advance(Span::hours(12));
        for _ in 0..3 {
            assert_eq!(shop.reconcile.keep_up().await.unwrap(), 1);
        }
        let jobs = jobs(&shop).await;
        assert_eq!(jobs.len(), 1, "finance, and nobody else");
        assert!(!jobs[0].contains('@'), "a job holds no address");
        let post = Post::default();
        let told: reconcile::Reminder = serde_json::from_str(&jobs[0]).unwrap();
        shop.reconcile.mail_missing(&told, &post).await.unwrap();
        let mail = post.0.lock().unwrap()[0].clone();
        assert!(mail.to == "fay@example.com" && mail.subject.contains("fake 2026-11-23"));
        // It came meanwhile.
        shop.take("fake", line(LineKind::Payment, "e1", "-", PRICE)).await;
        shop.reconcile.mail_missing(&told, &post).await.unwrap();
        assert_eq!(post.0.lock().unwrap().len(), 1);
        assert_eq!(shop.reconcile.keep_up().await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_be_fetched_is_fetched() {
    for engine in testkit::engines() {
        let (shop, fake) = shop(engine).await;
        *fake.offers.lock().unwrap() = Some(Err(ChannelError::Unknown("not made yet".into())));
        shop.next_noon();
        assert_eq!(shop.reconcile.keep_up().await.unwrap(), 1);
        let refused = shop.reconcile.fetch("fake", DAY, "x").await.unwrap_err();
        assert_eq!(refused.code(), "statement_not_fetched");
        *fake.offers.lock().unwrap() = Some(Ok(line(LineKind::Payment, "e1", "-", PRICE).into_bytes()));
        assert_eq!(shop.reconcile.keep_up().await.unwrap(), 0);
        let page = shop.reconcile.statements(None, &kernel::PageAsk::new(None, None)).await.unwrap();
        assert_eq!((page.items.len(), page.items[0].source.as_str()), (1, "fetched"));
        assert_eq!((page.items[0].differences, page.items[0].created_by.as_str()), (0, "system"));
        let early = shop.reconcile.fetch("fake", "2026-11-24", "x").await.unwrap_err();
        assert_eq!(early.code(), "statement_day_not_over");
        // A day without anything is known to be one.
        *fake.offers.lock().unwrap() = Some(Err(ChannelError::NotFound));
        let (first, is_new) = shop.reconcile.fetch("fake", "2026-11-22", "x").await.unwrap();
        assert!(is_new && shop.reconcile.statement(first).await.unwrap().0.lines == 0);
        assert_eq!(shop.reconcile.fetch("fake", "2026-11-22", "x").await.unwrap(), (first, false));
    }
}
