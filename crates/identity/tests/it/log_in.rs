use crate::house::{FROM, PASSWORD, house, secret};
use db::params;
use identity::{IdentityRefusal, MAIL_LOG_IN, NewPlace, Place, Role};
use kernel::{Secret, Span};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_and_an_unknown_address_look_alike() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        for (email, password) in [("mei@example.com", "wrong password"), ("nobody@example.com", PASSWORD)] {
            let refused = house.identity.log_in(email, &secret(password), FROM).await.err().unwrap();
            assert_eq!(refused.code(), "bad_credentials");
            assert_eq!(refused.to_string(), IdentityRefusal::BadCredentials.to_string());
        }
        let huge = "x".repeat(1_000_000);
        assert_eq!(
            house.identity.log_in("mei@example.com", &secret(&huge), FROM).await.err().unwrap().code(),
            "bad_credentials"
        );
        assert!(house.identity.log_in(" MEI@example.com", &secret(PASSWORD), FROM).await.is_ok());
    }
}

/// Counted and not timed: a hash is nearly all that a log-in costs, and each of these costs one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_asked_for_the_work_is_the_same() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let asked = [
            ("mei@example.com", "wrong password"),
            ("nobody@example.com", "wrong password"),
            ("nobody@example.com", PASSWORD),
            ("mei@example.com", PASSWORD),
        ];
        for (email, password) in asked {
            let before = house.identity.hashes_done();
            let _ = house.identity.log_in(email, &secret(password), FROM).await;
            assert_eq!(house.identity.hashes_done() - before, 1, "{email} {password}");
        }
        let huge = secret(&"x".repeat(1_000_000));
        let before = house.identity.hashes_done();
        for email in ["mei@example.com", "nobody@example.com"] {
            assert!(house.identity.log_in(email, &huge, FROM).await.is_err());
        }
        assert_eq!(
            house.identity.hashes_done(),
            before,
            "too long to be anybody's, so for nobody is it hashed"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_costs_the_guesser_and_keeps_nobody_else_out() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        house.add("lin@example.com", Role::Buyer, None).await;
        // Too long to be a password, so that nothing is hashed.
        let wrong = secret(&"guess".repeat(40));
        let code = async |email: &str, password: &Secret<String>, from: &str| {
            house.identity.log_in(email, password, from).await.err().map_or("fine", |refusal| refusal.code())
        };
        let right = secret(PASSWORD);
        for _ in 0..10 {
            assert_eq!(code("mei@example.com", &wrong, "198.51.100.9").await, "bad_credentials");
        }
        let refused = house.identity.log_in("Mei@example.com", &right, "198.51.100.9").await.err().unwrap();
        let IdentityRefusal::TooManyAttempts { retry_after } = refused else { panic!("{refused}") };
        assert_eq!(retry_after, 90);
        assert_eq!(
            code("lin@example.com", &right, "198.51.100.9").await,
            "fine",
            "another account is not hit"
        );
        assert_eq!(code("mei@example.com", &right, FROM).await, "fine", "nor is another network");
        house.time.advance(Span::seconds(retry_after));
        assert_eq!(code("mei@example.com", &right, "198.51.100.9").await, "fine");

        // From everywhere at once: strangers are heard no more, whoever comes from where they did before is.
        for n in 0..110 {
            code("mei@example.com", &wrong, &format!("203.0.{n}.1")).await;
        }
        assert_eq!(code("mei@example.com", &right, "203.0.113.200").await, "too_many_attempts");
        assert_eq!(code("mei@example.com", &right, FROM).await, "fine");
        assert_eq!(code("lin@example.com", &right, "203.0.113.200").await, "fine");
    }
}

/// A log-in from where somebody never was is told to them; from where they were, not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_place_is_told_by_mail() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let jobs =
            async || house.count("select count(*) from jobs where kind = $1", params![MAIL_LOG_IN]).await;
        let log_in = async |from: &str, agent: &str| {
            let place = Place::new(from, agent);
            house.identity.log_in("mei@example.com", &secret(PASSWORD), place).await.unwrap()
        };
        let firefox =
            |version: u32| format!("Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Firefox/{version}.0");
        let token = log_in(FROM, &firefox(144)).await;
        assert_eq!(jobs().await, 0, "the first of all");
        log_in(FROM, &firefox(145)).await;
        assert_eq!(jobs().await, 0, "a newer browser");
        log_in("198.51.100.9", &firefox(145)).await;
        assert_eq!(jobs().await, 1, "another network");
        log_in("198.51.100.9", &firefox(146)).await;
        log_in(FROM, "curl/8").await;
        assert_eq!(jobs().await, 2, "another program");
        let payload = house.db.query("select payload from jobs order by id limit 1", &[]).await.unwrap();
        let told: NewPlace = serde_json::from_str(&payload[0].text(0).unwrap()).unwrap();
        house.identity.mail_new_place(&told, &*house.mails).await.unwrap();
        let text = house.mails.wait_for("mei@example.com").await;
        assert!(
            text.contains("198.51.100.9") && text.contains("Firefox/145.0") && !text.contains(token.expose())
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_slowed_by_network_address_and_success_costs_nothing() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        for _ in 0..12 {
            house.identity.log_in("mei@example.com", &secret(PASSWORD), FROM).await.unwrap();
        }
        for n in 0..50 {
            // Not an address, so that nothing is hashed.
            let from = format!("2001:db8:1:2::{n}");
            house.identity.log_in("no address", &secret("guess guess"), &from).await.err().unwrap();
        }
        let refused = house
            .identity
            .log_in("mei@example.com", &secret(PASSWORD), "2001:db8:1:2:ffff::1")
            .await
            .err()
            .unwrap();
        assert_eq!(refused.code(), "too_many_attempts");
        assert!(house.identity.log_in("mei@example.com", &secret(PASSWORD), "2001:db8:1:3::1").await.is_ok());
    }
}
