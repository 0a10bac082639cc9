use crate::house::{FROM, House, house};
use identity::{ApiKey, By, NewApiKey, Role, Scope, Scopes, User};
use kernel::{MerchantId, Secret, Span, Time};

async fn key(house: &House, owner: &User, scopes: &[Scope], live: bool) -> (ApiKey, Secret<String>) {
    let new = NewApiKey { owner: owner.id, name: "till", scopes: Scopes::of(scopes), live };
    house.identity.create_api_key(&new, FROM).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_names_its_caller() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let partner = house.add("p@example.com", Role::Partner, None).await;
        let staff = house.add("s@example.com", Role::Merchant, Some(MerchantId(5))).await;
        let (shown, secret) = key(&house, &partner, &[Scope::OrdersWrite, Scope::WalletRead], true).await;
        assert!(secret.expose().starts_with("sk_live_") && secret.expose().ends_with(&shown.last4));
        let caller = house.identity.authenticate(secret.expose()).await.unwrap();
        assert_eq!(
            (caller.user, caller.role, caller.by, caller.live),
            (partner.id, Role::Partner, By::Key(shown.id), true)
        );
        assert!(
            caller.may(Scope::OrdersWrite) && !caller.may(Scope::OrdersRead) && caller.merchant.is_none()
        );
        let (_, secret) = key(&house, &staff, &[Scope::StockWrite], false).await;
        let caller = house.neighbour().authenticate(secret.expose()).await.unwrap();
        assert_eq!((caller.merchant, caller.live), (Some(MerchantId(5)), false));
        assert!(secret.expose().starts_with("sk_test_"));
        let stored = house.db.query("select digest from api_keys", &[]).await.unwrap();
        assert!(stored.iter().all(|row| row.bytes(0).unwrap().len() == 32));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_key_is_refused_here_at_once_and_elsewhere_after_five_seconds() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let owner = house.add("p@example.com", Role::Partner, None).await;
        let other = house.add("q@example.com", Role::Partner, None).await;
        let ((shown, secret), neighbour) =
            (key(&house, &owner, &[Scope::OrdersRead], true).await, house.neighbour());
        neighbour.authenticate(secret.expose()).await.unwrap();
        house.identity.authenticate(secret.expose()).await.unwrap();

        let theirs = house.identity.revoke_api_key(shown.id, other.id, "system", FROM).await;
        assert_eq!(theirs.unwrap_err().code(), "no_such_api_key");
        house.identity.revoke_api_key(shown.id, owner.id, "system", FROM).await.unwrap();
        let twice = house.identity.revoke_api_key(shown.id, owner.id, "system", FROM).await;
        assert_eq!(twice.unwrap_err().code(), "no_such_api_key");

        assert_eq!(house.identity.authenticate(secret.expose()).await.unwrap_err().code(), "bad_api_key");
        house.time.advance(Span::millis(4_999));
        assert!(neighbour.authenticate(secret.expose()).await.is_ok(), "still from memory");
        house.time.advance(Span::millis(1));
        assert_eq!(neighbour.authenticate(secret.expose()).await.unwrap_err().code(), "bad_api_key");
        assert!(house.identity.api_keys(owner.id).await.unwrap()[0].revoked_at.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keys_of_a_blocked_owner_are_refused() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let owner = house.add("p@example.com", Role::Partner, None).await;
        let (_, secret) = key(&house, &owner, &[Scope::OrdersRead], true).await;
        house.identity.authenticate(secret.expose()).await.unwrap();
        house.identity.block(owner.id, "system", "", FROM).await.unwrap();
        assert_eq!(house.identity.authenticate(secret.expose()).await.unwrap_err().code(), "bad_api_key");
    }
}

async fn last_used(house: &House, owner: &User) -> Option<Time> {
    house.identity.api_keys(owner.id).await.unwrap()[0].last_used_at
}

/// It is written beside the call, so it may take a moment.
async fn wait_for_use(house: &House, owner: &User, expected: Time) {
    for _ in 0..500 {
        if last_used(house, owner).await == Some(expected) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the last use was not noted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_use_is_noted_once_a_minute() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let owner = house.add("p@example.com", Role::Partner, None).await;
        let (_, secret) = key(&house, &owner, &[Scope::OrdersRead], true).await;
        assert_eq!(last_used(&house, &owner).await, None);
        let first = house.time.ambient.now();
        house.identity.authenticate(secret.expose()).await.unwrap();
        wait_for_use(&house, &owner, first).await;
        house.time.advance(Span::seconds(30));
        house.identity.authenticate(secret.expose()).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        assert_eq!(last_used(&house, &owner).await, Some(first));
        house.time.advance(Span::seconds(30));
        house.identity.authenticate(secret.expose()).await.unwrap();
        wait_for_use(&house, &owner, first.after(Span::minutes(1))).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_key_and_what_may_not_be_one_is_refused() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let buyer = house.add("b@example.com", Role::Buyer, None).await;
        let unknown = format!("sk_live_{}", "0".repeat(52));
        for forged in
            ["", "sk_live_", "' or '1'='1", "sk_live_' or '1'='1", &unknown, "sk_live_\r\nX-Evil: 1"]
        {
            assert_eq!(
                house.identity.authenticate(forged).await.unwrap_err().code(),
                "bad_api_key",
                "{forged}"
            );
        }
        let make = |name: &'static str, scopes: &'static [Scope]| {
            let (identity, owner) = (house.identity.clone(), buyer.id);
            async move {
                let new = NewApiKey { owner, name, scopes: Scopes::of(scopes), live: true };
                identity.create_api_key(&new, FROM).await
            }
        };
        assert_eq!(make("till", &[]).await.err().unwrap().code(), "no_scope");
        assert_eq!(make("till", &[Scope::StockWrite]).await.err().unwrap().code(), "scope_not_allowed");
        assert_eq!(make("a\r\nSet-Cookie: x", &[Scope::OrdersRead]).await.err().unwrap().code(), "bad_name");
        let odd = "'); drop table api_keys; -- <b>";
        let (shown, _) = make(odd, &[Scope::OrdersRead]).await.unwrap();
        assert_eq!(house.identity.api_keys(buyer.id).await.unwrap(), std::slice::from_ref(&shown));
        assert_eq!(shown.name, odd);
    }
}
