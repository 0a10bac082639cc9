//! Where people are reached: sealed at rest, found all the same, and gone when they go.

use crate::house::{FROM, House, PASSWORD, house, secret};
use db::Value;
use identity::{Duty, IdentityRefusal, NewInvitation, Role, Team};
use kernel::MerchantId;

const EMAIL: &str = "mei@example.com";
const PHONE: &str = "+8613800138000";

/// Everything in the tables of people that is a text or bytes, as one text.
async fn all_that_is_stored(house: &House) -> String {
    let mut all = String::new();
    for table in ["users", "one_time_codes", "invitations", "login_links", "login_strangers", "trail", "jobs"]
    {
        for row in house.db.query(&format!("select * from {table}"), &[]).await.unwrap() {
            for value in row.into_values() {
                match value {
                    Value::Text(text) => all += &text,
                    Value::Bytes(bytes) => all += &String::from_utf8_lossy(&bytes),
                    _ => {}
                }
                all.push('\n');
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contacts_are_found_and_cannot_be_read() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let user = house.add("Mei@Example.com", Role::Buyer, None).await;
        let token = house.identity.log_in(EMAIL, &secret(PASSWORD), FROM).await.unwrap();
        let session = house.identity.session(token.expose()).await.unwrap().unwrap();
        let asked = house.identity.ask_contact_code(&session, "138 0013 8000", FROM).await.unwrap();
        let code = house.texts.wait_for(PHONE).await;
        let by = asked.expose();
        let verified = house.identity.verify_contact(&session, by, PHONE, &code, FROM).await.unwrap();
        assert_eq!(verified.contact, PHONE);
        let (_, owner) =
            house.member("boss@example.com", Role::Merchant, Some(MerchantId(1)), Duty::Owner).await;
        let new = NewInvitation {
            team: Team::Merchant(MerchantId(1)),
            email: "invited@example.com",
            duty: Duty::Stock,
        };
        house.identity.invite(&new, &owner, FROM).await.unwrap();
        house.identity.ask_code("waiting@example.com", FROM).await.unwrap();

        let stored = all_that_is_stored(&house).await;
        assert!(stored.contains("i***@example.com"), "the trail says that somebody was invited");
        for secret in [EMAIL, "Mei@", "13800138000", "boss@", "invited@example.com", "waiting@"] {
            assert!(!stored.contains(secret), "{engine:?}: {secret} stands in clear");
        }
        // Another node, which has nothing in memory, finds and shows them.
        let other = house.neighbour();
        let found = other.user_by_email("MEI@example.com").await.unwrap().unwrap();
        assert_eq!((found.id, found.email.as_str(), found.phone.as_deref()), (user.id, EMAIL, Some(PHONE)));
        assert_eq!(other.user_by_phone("0086 13800138000").await.unwrap().unwrap().id, user.id);
        assert!(other.user_by_email("mei@example.org").await.unwrap().is_none());
        let taken = house.identity.sign_up(EMAIL, &secret(PASSWORD), FROM).await.unwrap_err();
        assert_eq!(taken.code(), "email_taken");
        let team = Team::Merchant(MerchantId(1));
        assert_eq!(house.identity.invitations(team).await.unwrap()[0].email, "invited@example.com");
        assert_eq!(house.identity.watchers(MerchantId(1)).await.unwrap(), ["boss@example.com"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_that_was_moved_to_somebody_else_does_not_open() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let mei = house.add(EMAIL, Role::Buyer, None).await;
        let other = house.add("other@example.com", Role::Buyer, None).await;
        let sql =
            "update users set email_sealed = (select email_sealed from users where id = $2) where id = $1";
        house.damage(sql, &[Value::from(other.id), Value::from(mei.id)]).await;
        assert_eq!(house.identity.user(other.id).await.unwrap_err().code(), "database");
        assert_eq!(house.identity.user(mei.id).await.unwrap().email, EMAIL);
    }
}

/// As a program wrote it that did not seal.
async fn bare(house: &House, email: &str, phone: Option<&str>) -> kernel::UserId {
    let user = house.add(email, Role::Buyer, None).await;
    let sql = "update users set email = $2, phone = $3, email_sealed = null, email_print = null,
                   phone_sealed = null, phone_print = null where id = $1";
    let phone = phone.map(str::to_owned);
    house.damage(sql, &[Value::from(user.id), Value::from(email), Value::from(phone)]).await;
    user.id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_from_before_are_sealed_once_and_found_afterwards() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let mut people = Vec::new();
        for n in 0..5 {
            people.push(bare(&house, &format!("old{n}@example.com"), None).await);
        }
        people.push(bare(&house, EMAIL, Some(PHONE)).await);
        let invited = "insert into invitations (id, digest, email, role, duty, invited_by, state, created_at, expires_at)
                       values ('inv_1', $1, 'invited@example.com', 'operator', 'risk', $2, 'used', 0, 0)";
        house.damage(invited, &[Value::from(vec![1_u8; 32]), Value::from(people[0])]).await;
        let linked = "insert into login_links (provider, subject, user_id, shown, created_at)
                      values ('wechat', 'o1', $1, 'Mei of WeChat', 0)";
        house.damage(linked, &[Value::from(people[0])]).await;
        assert!(house.identity.user_by_email(EMAIL).await.unwrap().is_none(), "not before it is sealed");

        // Two nodes start at once; and it was cut off before, after one row.
        let (one, other) = (house.identity.clone(), house.neighbour());
        let (one, other) = tokio::join!(one.seal_old_contacts(), other.seal_old_contacts());
        assert!(one.unwrap() + other.unwrap() >= 8);
        assert_eq!(house.identity.seal_old_contacts().await.unwrap(), 0);

        let stored = all_that_is_stored(&house).await;
        for secret in ["old0@", EMAIL, "13800138000", "invited@", "Mei of"] {
            assert!(!stored.contains(secret), "{engine:?}: {secret} stands in clear");
        }
        let found = house.identity.user_by_phone(PHONE).await.unwrap().unwrap();
        assert_eq!((found.id, found.email.as_str()), (people[5], EMAIL));
        assert_eq!(house.identity.links(people[0]).await.unwrap()[0].shown, "Mei of WeChat");
        house.identity.log_in("old3@example.com", &secret(PASSWORD), FROM).await.unwrap();
        let again = house.identity.sign_up("old3@example.com", &secret(PASSWORD), FROM).await.unwrap_err();
        assert_eq!(again.code(), "email_taken");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_goes_leaves_an_id_that_leads_nowhere() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let user = house.add(EMAIL, Role::Buyer, None).await;
        let token = house.identity.log_in(EMAIL, &secret(PASSWORD), FROM).await.unwrap();
        house.identity.ask_code(EMAIL, FROM).await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        assert_eq!(house.identity.hold(&mut tx, user.id).await.unwrap().email, EMAIL);
        house.identity.erase(&mut tx, user.id).await.unwrap();
        tx.commit().await.unwrap();
        house.identity.joined(user.id);

        assert!(house.identity.session(token.expose()).await.unwrap().is_none());
        let gone = house.identity.log_in(EMAIL, &secret(PASSWORD), FROM).await.err().unwrap();
        assert_eq!(gone.code(), "bad_credentials");
        let left = house.identity.user(user.id).await.unwrap();
        assert_eq!((left.email.as_str(), left.phone, left.name.as_str()), ("", None, ""));
        assert_eq!(house.count("select count(*) from one_time_codes", &[]).await, 0);
        let mut tx = house.db.begin().await.unwrap();
        assert!(matches!(house.identity.hold(&mut tx, user.id).await, Err(IdentityRefusal::NoSuchUser)));
        drop(tx);
        // Nobody brings it back; and the address is free for whoever comes with it.
        let back = house.identity.unblock(user.id, "system", "", "").await.unwrap_err();
        assert_eq!(back.code(), "wrong_state");
        assert_ne!(house.identity.sign_up(EMAIL, &secret(PASSWORD), FROM).await.unwrap().id, user.id);
        let since = house.identity.erased_since(kernel::Time(0)).await.unwrap();
        assert_eq!(since, [user.id]);
    }
}
