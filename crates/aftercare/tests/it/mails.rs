use crate::house::{House, buyer};
use aftercare::MAIL_DISPUTE;
use async_trait::async_trait;
use identity::{NewUser, Role};
use kernel::{Secret, Span};
use ports::{Mail, MailError, Mailer};
use std::sync::Mutex;

/// Keeps what is sent.
#[derive(Default)]
pub struct Post(pub Mutex<Vec<Mail>>);

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

/// Does all mail jobs that there are.
async fn deliver(house: &House) -> Vec<Mail> {
    let post = Post::default();
    loop {
        let sql = "select id, payload, created_at from jobs where kind = $1 order by id limit 1";
        let Some(row) = house.shop.db.query_opt(sql, db::params![MAIL_DISPUTE]).await.unwrap() else { break };
        let job = jobs::Job {
            id: row.parse(0).unwrap(),
            kind: MAIL_DISPUTE.into(),
            payload: row.text(1).unwrap(),
            attempt: 1,
            created_at: row.time(2).unwrap(),
        };
        house.care.mail(&job, &post).await.unwrap();
        let mut tx = house.shop.db.begin().await.unwrap();
        tx.exec("delete from jobs where id = $1", db::params![job.id]).await.unwrap();
        tx.commit().await.unwrap();
    }
    post.0.into_inner().unwrap()
}

#[tokio::test]
async fn a_side_is_told_once_and_reminded_once() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        // The merchant of this shop has no people with an address: its job finds nobody.
        assert!(deliver(&house).await.is_empty());
        assert_eq!(house.care.remind(10).await.unwrap(), 0);
        let due = house.case(case.id).await.due_at.unwrap();
        house.shop.time.advance(due.before(Span::hours(1)).since(house.shop.time.ambient.now()));
        assert_eq!(house.care.remind(10).await.unwrap(), 1);
        assert_eq!(house.care.remind(10).await.unwrap(), 0);
        assert_eq!(house.kinds(case.id).await.last().unwrap(), "reminded");
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn the_merchants_people_are_led_to_the_case_in_their_console() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let password = Secret::new("correct horse battery".to_owned());
        let merchant = Some(house.shop.merchant);
        let new = NewUser { email: "care@example.com", password: &password, role: Role::Merchant, merchant };
        house.identity.register(&new).await.unwrap();
        let case = house.opened(&house.sold(1).await).await;
        let mails = deliver(&house).await;
        let [mail] = mails.as_slice() else { panic!("one letter to one person: {}", mails.len()) };
        assert_eq!(mail.to, "care@example.com");
        // As the console's own list of pages calls it, in both languages.
        let page = format!("/console/disputes/{}\n", case.id);
        assert_eq!(mail.text.matches(&page).count(), 2, "{}", mail.text);
    }
}
