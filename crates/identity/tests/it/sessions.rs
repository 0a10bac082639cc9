use crate::house::{FROM, House, PASSWORD, house, secret};
use db::params;
use identity::{Csrf, Role, SessionToken};
use kernel::Span;

async fn log_in(house: &House) -> SessionToken {
    house.identity.log_in("mei@example.com", &secret(PASSWORD), FROM).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_slides_while_it_is_used_and_ends_after_fourteen_days_without() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let user = house.add("mei@example.com", Role::Buyer, None).await;
        let token = log_in(&house).await;
        let token = token.expose();
        for _ in 0..3 {
            house.time.advance(Span::days(13));
            let session = house.identity.session(token).await.unwrap().unwrap();
            assert_eq!(
                (session.user, session.email.as_str(), session.role),
                (user.id, "mei@example.com", Role::Buyer)
            );
        }
        house.time.advance(Span::days(14));
        assert_eq!(house.identity.session(token).await.unwrap(), None);
        assert_eq!(house.identity.sweep().await.unwrap(), 1);
        assert_eq!(house.count("select count(*) from sessions", &[]).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_hash_of_a_token_is_stored_and_no_other_token_opens_it() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let token = log_in(&house).await;
        assert_eq!(token.expose().len(), 43);
        let stored = house.db.query("select digest from sessions", &[]).await.unwrap()[0].bytes(0).unwrap();
        assert_eq!(stored.len(), 32);
        assert_ne!(stored, token.expose().as_bytes());
        let hex: String = stored.iter().map(|b| format!("{b:02x}")).collect();
        for forged in ["", "' or '1'='1", &hex, &"A".repeat(43), &token.expose().to_lowercase()] {
            assert_eq!(house.identity.session(forged).await.unwrap(), None, "{forged}");
        }
        let session = house.identity.session(token.expose()).await.unwrap().unwrap();
        assert!(Csrf::matches(&session.csrf, &house.neighbour().csrf().for_session(token.expose())));
        assert!(!session.csrf.contains(token.expose()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cached_session_costs_no_read_and_ends_on_other_nodes_within_five_seconds() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let (token, neighbour) = (log_in(&house).await, house.neighbour());
        assert!(neighbour.session(token.expose()).await.unwrap().is_some());
        house.identity.log_out(token.expose()).await.unwrap();
        house.identity.log_out(token.expose()).await.unwrap();
        assert!(house.identity.session(token.expose()).await.unwrap().is_none(), "here at once");
        house.time.advance(Span::millis(4_900));
        assert!(neighbour.session(token.expose()).await.unwrap().is_some(), "read from memory");
        house.time.advance(Span::millis(100));
        assert!(neighbour.session(token.expose()).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_ends_the_other_sessions() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let (mine, other) = (log_in(&house).await, log_in(&house).await);
        assert!(house.identity.session(other.expose()).await.unwrap().is_some());
        let change = |old: &'static str, new: &'static str| {
            let (identity, token) = (house.identity.clone(), mine.expose().to_owned());
            async move { identity.change_password(&token, &secret(old), &secret(new), FROM).await }
        };
        assert_eq!(change("wrong password", "another sentence").await.unwrap_err().code(), "bad_credentials");
        assert_eq!(change(PASSWORD, "password1").await.unwrap_err().code(), "password_too_common");
        change(PASSWORD, "another sentence").await.unwrap();
        assert!(house.identity.session(mine.expose()).await.unwrap().is_some());
        assert!(house.identity.session(other.expose()).await.unwrap().is_none());
        let old = house.identity.log_in("mei@example.com", &secret(PASSWORD), FROM).await;
        assert_eq!(old.err().unwrap().code(), "bad_credentials");
        assert!(house.identity.log_in("mei@example.com", &secret("another sentence"), FROM).await.is_ok());
        let gone = house
            .identity
            .change_password(other.expose(), &secret(PASSWORD), &secret("a third sentence"), FROM)
            .await;
        assert_eq!(gone.unwrap_err().code(), "not_logged_in");
        assert_eq!(
            house.count("select count(*) from trail where what = $1", params!["password_changed"]).await,
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_blocked_is_out_until_unblocked() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let user = house.add("mei@example.com", Role::Buyer, None).await;
        let token = log_in(&house).await;
        house.identity.session(token.expose()).await.unwrap().unwrap();
        house.identity.block(user.id, "system", "stolen card", FROM).await.unwrap();
        assert_eq!(
            house.identity.block(user.id, "system", "again", FROM).await.unwrap_err().code(),
            "wrong_state"
        );
        assert!(house.identity.session(token.expose()).await.unwrap().is_none());
        let refused = house.identity.log_in("mei@example.com", &secret(PASSWORD), FROM).await;
        assert_eq!(refused.err().unwrap().code(), "bad_credentials");
        house.identity.unblock(user.id, "system", "cleared", FROM).await.unwrap();
        assert!(house.identity.session(token.expose()).await.unwrap().is_none(), "ended for good");
        log_in(&house).await;
    }
}
