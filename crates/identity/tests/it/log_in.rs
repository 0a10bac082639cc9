use crate::house::{FROM, PASSWORD, house, secret};
use identity::{IdentityRefusal, Role};
use kernel::Span;

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
async fn guessing_is_slowed_by_address_of_the_account() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        house.add("lin@example.com", Role::Buyer, None).await;
        for n in 0..10 {
            let from = format!("198.51.100.{n}");
            let refused =
                house.identity.log_in("mei@example.com", &secret("guess guess"), &from).await.err().unwrap();
            assert_eq!(refused.code(), "bad_credentials");
        }
        let refused = house.identity.log_in("Mei@example.com", &secret(PASSWORD), FROM).await.err().unwrap();
        let IdentityRefusal::TooManyAttempts { retry_after } = refused else { panic!("{refused}") };
        assert_eq!(retry_after, 90);
        assert!(
            house.identity.log_in("lin@example.com", &secret(PASSWORD), FROM).await.is_ok(),
            "others are not hit"
        );
        house.time.advance(Span::seconds(retry_after));
        assert!(house.identity.log_in("mei@example.com", &secret(PASSWORD), FROM).await.is_ok());
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
